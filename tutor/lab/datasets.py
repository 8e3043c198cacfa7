"""Full-size data sets on request: what there is, whether it is here, and fetching it with checks.

pooch looks for the file, goes through checksums and puts it in its place; what it lacks is going on with a download
that broke, which is the downloader below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tutor.paths import datasets_dir

if TYPE_CHECKING:
    import requests

MIRROR = "TUTOR_DATA_MIRROR"
"""An environment variable with the address of a folder to download from instead, such as a classroom's own server."""
CHUNK = 1 << 12
"""Bytes written at a time: what a broken connection may cost."""
PATIENCE = 20.0
"""Seconds without a byte after which a server counts as silent."""
TRIES = 3
"""How often one source is tried before the next, going on each time where it broke."""

Progress = Callable[[int, int], None]
"""Is told the bytes that are here and all there will be, over the whole data set. May raise to stop."""


class DataError(Exception):
    """A data set that could not be fetched: one sentence, and a hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True)
class Remote:
    """One file: its name, its size in bytes, and its checksum ("sha256:…" or "md5:…")."""

    name: str
    size: int
    checksum: str


@dataclass(frozen=True)
class Dataset:
    """A data set, the addresses of the folders it is served from, and who made it under which terms."""

    id: str
    title: str
    about: str
    sources: tuple[str, ...]
    files: tuple[Remote, ...]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)

    @property
    def folder(self) -> Path:
        """Where its files are, or will be."""
        return datasets_dir() / self.id

    @property
    def is_here(self) -> bool:
        """Whether every file is here, whole by its size; checksums were compared when it came."""
        return all(_size(self.folder / file.name) == file.size for file in self.files)

    @property
    def arrived(self) -> int:
        """Bytes that are here, of files begun as well."""
        return sum(_size(self.folder / file.name) or _size(_part(self.folder / file.name)) for file in self.files)


MNIST = Dataset(
    "mnist",
    "MNIST: 70,000 handwritten digits of 28×28 pixels",
    "By LeCun, Cortes and Burges, 1998, from NIST's forms; CC BY-SA 3.0.",
    ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"),
    (
        Remote(
            "train-images-idx3-ubyte.gz",
            9912422,
            "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        Remote(
            "train-labels-idx1-ubyte.gz",
            28881,
            "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        Remote(
            "t10k-images-idx3-ubyte.gz",
            1648877,
            "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        Remote(
            "t10k-labels-idx1-ubyte.gz",
            4542,
            "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
)
FASHION = Dataset(
    "fashion-mnist",
    "Fashion-MNIST: 70,000 pieces of clothing of 28×28 pixels",
    "By Xiao, Rasul and Vollgraf (Zalando Research), 2017; MIT licence.",
    (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    (
        Remote("train-images-idx3-ubyte.gz", 26421880, "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        Remote("train-labels-idx1-ubyte.gz", 29515, "md5:25c81989df183df01b3e8a0aad5dffbe"),
        Remote("t10k-images-idx3-ubyte.gz", 4422102, "md5:bef4ecab320f06d8554ea6380940ec79"),
        Remote("t10k-labels-idx1-ubyte.gz", 5148, "md5:bb300cfdad3c16e7a12a480ee83cd310"),
    ),
)
SHAKESPEARE = Dataset(
    "tiny-shakespeare",
    "Tiny Shakespeare: 1.1 million letters of his plays",
    "Put together by Andrej Karpathy, 2015; the plays are public domain.",
    ("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",),
    (Remote("input.txt", 1115394, "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),),
)
DATASETS = {dataset.id: dataset for dataset in (MNIST, FASHION, SHAKESPEARE)}


def fetch(dataset: Dataset, progress: Progress) -> None:
    """Download what is missing of ``dataset``; what arrived before, even half a file, is not fetched again.

    Raises DataError. Whatever ``progress`` raises goes through; what arrived is kept.
    """
    try:
        dataset.folder.mkdir(parents=True, exist_ok=True)
        for file in dataset.files:
            if _size(dataset.folder / file.name) != file.size:
                _fetch_file(dataset, file, progress)
    except OSError as error:
        where = f"{dataset.folder}: {error.strerror or error}"
        raise DataError(f"{dataset.id} cannot be stored in {where}.", "Make room, or set TUTOR_HOME.") from None


def remove(dataset: Dataset) -> int:
    """Delete the data set's files, those that are half here as well; the bytes that were freed. Raises DataError."""
    freed = dataset.arrived
    try:
        for file in dataset.files:
            for path in (dataset.folder / file.name, _part(dataset.folder / file.name)):
                path.unlink(missing_ok=True)
        if dataset.folder.is_dir() and not any(dataset.folder.iterdir()):
            dataset.folder.rmdir()
    except OSError as error:
        why = error.strerror or str(error)
        raise DataError(f"{dataset.id} cannot be removed: {why}.", f"Look into {dataset.folder}.") from None
    return freed


def _fetch_file(dataset: Dataset, file: Remote, progress: Progress) -> None:
    """One file from the first source that has it. Raises DataError, from the last source's trouble."""
    import requests

    sources = list(_sources(dataset))
    for last, source in ((source is sources[-1], source) for source in sources):
        try:
            _fetch_from(f"{source}{file.name}", dataset, file, progress)
            return
        except (requests.RequestException, DataError) as error:
            if last:
                raise error if isinstance(error, DataError) else _unreachable(dataset, source, error) from None


def _sources(dataset: Dataset) -> Iterator[str]:
    if mirror := os.environ.get(MIRROR, ""):
        if not mirror.startswith(("http://", "https://")):
            raise DataError(f"{MIRROR} is {mirror!r}, which is no address.", "It begins with http:// or https://.")
        yield f"{mirror.rstrip('/')}/{dataset.id}/"
    else:
        yield from dataset.sources


def _fetch_from(url: str, dataset: Dataset, file: Remote, progress: Progress) -> None:
    import pooch

    pooch.get_logger().setLevel("ERROR")  # it talks of temporary files, which are nobody's concern
    downloader = Resuming(dataset, file, progress)
    try:
        pooch.retrieve(url, file.checksum, file.name, dataset.folder, downloader=downloader)
    except ValueError:
        # pooch compares checksums before it puts a file in its place, and deletes what does not fit.
        raise DataError(
            f"{file.name} from {url.split('/')[2]} is not the file that was expected: its checksum differs.",
            f"Nothing of it is kept. Try again later: tutor data get {dataset.id}.",
        ) from None


def _unreachable(dataset: Dataset, source: str, error: Exception) -> DataError:
    import requests

    host = source.split("/")[2]
    again = f"`tutor data get {dataset.id}` goes on from there."
    here = f"{dataset.arrived / 1e6:.1f} of {dataset.size / 1e6:.1f} MB are here"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return DataError(f"{host} answered {error.response.status_code}: it does not have the file.", again)
    if dataset.arrived:
        return DataError(f"The connection to {host} broke; {here}.", f"When you are online again, {again}")
    return DataError(f"{host} cannot be reached. Are you online?", "The labs' own data work without a network.")


class Resuming:
    """Downloads into a part beside the file, going on where an earlier try broke off; pooch calls it."""

    def __init__(self, dataset: Dataset, file: Remote, progress: Progress) -> None:
        self.dataset, self.file, self.progress = dataset, file, progress
        self.part = _part(dataset.folder / file.name)

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        """Fetch ``url`` into ``output_file``. Raises requests' errors after the last try."""
        import requests

        for tries_left in reversed(range(TRIES)):
            try:
                self._go_on(url)
                break
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                if not tries_left:
                    raise
        self.part.replace(output_file)

    def _go_on(self, url: str) -> None:
        """Fetch what is missing of the part. A server that does not know ranges sends all of it again."""
        import requests

        have = _size(self.part)
        if have >= self.file.size:
            self.part.unlink()  # too long, or whole and refused: begin again
            have = 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        headers["Accept-Encoding"] = "identity"
        with requests.get(url, headers=headers, stream=True, timeout=PATIENCE) as response:
            response.raise_for_status()
            goes_on = response.status_code == requests.codes.partial_content
            with self.part.open("ab" if goes_on else "wb") as part:
                self._copy(response, part)
        if _size(self.part) < self.file.size:
            raise requests.ConnectionError("the file ended early")

    def _copy(self, response: requests.Response, part: IO[bytes]) -> None:
        for chunk in response.iter_content(CHUNK):
            part.write(chunk)
            part.flush()
            self.progress(self.dataset.arrived, self.dataset.size)


def _part(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def _size(file: Path) -> int:
    """Bytes of a file, 0 if there is none."""
    return file.stat().st_size if file.is_file() else 0
