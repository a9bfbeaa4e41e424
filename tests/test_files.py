"""Files are written whole or not at all, and never over what the run has read."""

import os
import stat

import pytest

from cnncalc.files import read_bytes, reading_is_noted, write_files


def write(path, *texts):
    write_files({str(path): texts})


def half_a_text(error):
    """A text whose writing ends in the middle."""
    yield "new\n" * 10_000
    raise error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OSError(28, "No space left on device"), MemoryError()]
)
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(error, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_text("old")
    with pytest.raises(type(error)):
        write_files({str(file): half_a_text(error)})
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["figures.csv"]


def test_of_several_files_all_are_written_or_none(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    with pytest.raises(OSError, match="No space") as caught:
        write_files({str(first): ["whole"], str(second): half_a_text(OSError(28, "No space left on device"))})
    assert caught.value.filename == str(second)
    assert os.listdir(tmp_path) == []


def test_an_existing_file_keeps_its_mode_and_a_new_one_has_that_of_the_process(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o604)
    before = os.umask(0o027)
    try:
        write(old, "text")
        write(new, "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE(old.stat().st_mode) == 0o604
    assert stat.S_IMODE(new.stat().st_mode) == 0o640  # 0o666 without 0o027


def test_a_link_is_written_through(tmp_path):
    target, link, second = tmp_path / "folder" / "target", tmp_path / "link", tmp_path / "second"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(os.path.join("folder", "target"))
    second.symlink_to("link")
    write(second, "new")
    assert target.read_text() == "new"
    assert (link.is_symlink(), second.is_symlink()) == (True, True)


def test_a_link_to_nothing_makes_the_file_it_names(tmp_path):
    (tmp_path / "link").symlink_to("target")
    write(tmp_path / "link", "new")
    assert (tmp_path / "target").read_text() == "new"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_is_protected_is_not_replaced(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")
    file.chmod(0o444)
    with pytest.raises(PermissionError):
        write(file, "new")
    assert file.read_text() == "old"


def test_a_file_with_the_longest_name_can_be_written(tmp_path):
    file = tmp_path / ("x" * 255)
    write(file, "new")
    assert file.read_text() == "new"


def test_what_was_read_in_this_run_is_not_written_over(tmp_path):
    file = tmp_path / "file"
    file.write_text("old")
    os.link(file, tmp_path / "other")
    with reading_is_noted():
        assert read_bytes(str(file), 2) == b"old"
        for name in ("file", "other", "../" + tmp_path.name + "/file"):
            with pytest.raises(OSError, match="read by the same command"):
                write(tmp_path / name, "new")
    assert file.read_text() == "old"
    write(file, "new")  # the run is over
    assert file.read_text() == "new"


def test_a_file_that_is_named_from_its_folder_is_written_whole_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_files({"figures.csv": half_a_text(KeyboardInterrupt())})
    assert (tmp_path / "figures.csv").read_text() == "old"
    assert os.listdir() == ["figures.csv"]


def test_a_link_to_a_stream_is_that_stream(tmp_path):
    reads, writes = os.pipe()
    (tmp_path / "link").symlink_to(f"/dev/fd/{writes}")
    write(tmp_path / "link", "text")
    os.close(writes)
    with open(reads) as stream:
        assert stream.read() == "text"


def allow(monkeypatch, *denied):
    """The system says that these may not be written; whoever runs the tests may be root, who may all."""
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) not in map(str, denied))


def test_what_the_system_protects_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "figures.csv"
    file.write_text("old")
    allow(monkeypatch, file)
    with pytest.raises(PermissionError):
        write(file, "new")
    assert file.read_text() == "old"


def test_a_file_in_a_protected_folder_is_written_in_place(tmp_path, monkeypatch):
    file = tmp_path / "figures.csv"
    file.write_text("old and longer")
    before = file.stat().st_ino
    allow(monkeypatch, tmp_path)
    write(file, "new")
    assert (file.read_text(), file.stat().st_ino) == ("new", before)
