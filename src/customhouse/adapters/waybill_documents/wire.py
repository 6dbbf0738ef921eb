"""How a reading goes from the process that reads to the one that asked."""

from pydantic import TypeAdapter

from customhouse.waybills.documents.model import Reading

READING: TypeAdapter[Reading] = TypeAdapter(Reading)
