"""Where uploads are kept and how they are drawn anew: built from the settings, for app alone."""

from pathlib import Path

from server.core.limits import Limits
from server.core.uploads import Quotas
from server.live.hub import Hub
from server.settings import BadSetting, Settings, count
from server.uploads.collect import Collect
from server.uploads.pictures import Frame, Pictures
from server.uploads.scratch import Scratch
from server.uploads.shelf import DirectoryShelf
from server.uploads.uploads import Bounds, Uploads


def uploads(settings: Settings, hub: Hub, limits: Limits) -> tuple[Uploads, Collect]:
    """Return what takes files in and gives them out, and what clears away. Raises BadSetting."""
    folder = Path(settings.uploads_dir) if settings.uploads_dir else settings.data_dir / "uploads"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting(f"the folder for uploads, {folder}, cannot be used: {error.strerror}") from None
    shelf, scratch = DirectoryShelf(folder), Scratch(folder / "arriving")
    quotas = Quotas(
        user_files=count("PARLEY_UPLOADS_PER_USER", settings.uploads_per_user),
        user_bytes=count("PARLEY_UPLOAD_BYTES_PER_USER", settings.upload_bytes_per_user),
        room_bytes=count("PARLEY_UPLOAD_BYTES_PER_ROOM", settings.upload_bytes_per_room),
        all_bytes=count("PARLEY_UPLOAD_BYTES_PER_DAY", settings.upload_bytes_per_day),
    )
    bounds, pictures = Bounds(most=limits.upload, quotas=quotas), Pictures(Frame(pixels=settings.upload_pixels))
    collect = Collect(hub.parts, shelf, scratch)
    hub.parts.journal.also(collect.committed)
    return Uploads(hub, shelf, scratch, pictures, bounds), collect
