"""One frozen tree of settings, read from the environment (CUSTOMHOUSE_…) or a file; only app and cli may import it."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE.parents[1]


def shipped(name: str) -> Path:
    """A folder that ships with the product: inside the wheel, or in the repository while it is developed."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.exists() else _REPOSITORY / name


class Settings(BaseSettings):
    """Every setting of a server. Thresholds with legal weight are not here: they are policy, in the country pack."""

    model_config = SettingsConfigDict(env_prefix="CUSTOMHOUSE_", frozen=True, extra="forbid")

    data: Annotated[Path, Field(description="Folder for everything the server keeps.")] = Path(".data")
    database_url: Annotated[
        str, Field(description="SQLAlchemy URL; empty means SQLite in the data folder.", repr=False)
    ] = ""
    nats_url: Annotated[str, Field(description="NATS server for the bus; empty means in this process.", repr=False)] = (
        ""
    )
    country: Annotated[str, Field(description="Name of a shipped country pack, or the path of one.")] = "meridia"
    host: Annotated[str, Field(description="Address the web server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(description="Port of the web server.", ge=0, le=65535)] = 8700
    device_host: Annotated[str, Field(description="Address the seal devices' port listens on.")] = "127.0.0.1"
    device_port: Annotated[int, Field(description="TCP port for seal devices.", ge=0, le=65535)] = 8701
    https: Annotated[bool, Field(description="Whether people reach the server over HTTPS: marks cookies Secure.")] = (
        False
    )
    max_upload_mb: Annotated[int, Field(description="Largest upload, in MiB.", ge=1, le=4096)] = 512
    recogniser_memory_mb: Annotated[
        int, Field(description="Address space one recogniser process may take, in MiB.", ge=512)
    ] = 3072
    recogniser_workers: Annotated[int, Field(description="Recogniser processes of a server.", ge=0, le=64)] = 1
    watched_folder: Annotated[
        Path | None, Field(description="Folder in which scanners drop files; none means it is not watched.")
    ] = None
    goods_index: Annotated[
        Path | None,
        Field(description="Folder for prepared indexes of goods descriptions; none means in the data folder."),
        BeforeValidator(lambda given: given or None),
    ] = None
    prepare_goods_index: Annotated[
        bool,
        Field(description="Whether the server prepares that index by itself; else `customhouse goods prepare` does."),
    ] = True
    demo: Annotated[bool, Field(description="Whether this is the demo: its accounts are shown at the log-in.")] = False
    log_json: Annotated[bool, Field(description="Log lines as JSON, for a collector.")] = False

    @field_validator("country")
    @classmethod
    def _is_a_pack(cls, country: str) -> str:
        if not (shipped("countries") / country).is_dir() and not Path(country).is_dir():
            raise ValueError(f"there is no country pack {country}: name a shipped one, or the folder of one")
        return country

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'customhouse.sqlite'}"

    @property
    def country_folder(self) -> Path:
        named = shipped("countries") / self.country
        return named if named.is_dir() else Path(self.country)

    @property
    def web_folder(self) -> Path:
        return _PACKAGE / "_web"
