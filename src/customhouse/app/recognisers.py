"""The processes that look at scans, as the settings want them."""

from customhouse.adapters.recogniser.worker import ProcessRecogniser
from customhouse.imaging.reading import Limits
from customhouse.settings import Settings

# Named, not imported: the readers and all they need live in the recogniser's process alone.
READER = "customhouse.adapters.scanners:read"


def recogniser_of(settings: Settings) -> ProcessRecogniser:
    memory_mb, workers = settings.recogniser_memory_mb, settings.recogniser_workers
    limits = Limits(post_bytes=settings.max_upload_mb << 20)
    return ProcessRecogniser(READER, memory_mb=memory_mb, workers=workers, limits=limits)
