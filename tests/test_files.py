"""Whole files or none, and pictures from the named folders only."""

from __future__ import annotations

import pytest

from kp_llava.errors import DatasetError, EvaluationError
from kp_llava.files import find_picture, open_atomically, write_atomically


def test_a_file_is_replaced_whole_and_no_draft_is_left(tmp_path):
    path = tmp_path / "run.json"
    write_atomically(path, "one")
    write_atomically(path, b"two\n")
    assert path.read_bytes() == b"two\n"
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]


def test_a_file_that_cannot_be_written_is_named_and_the_old_one_stays(tmp_path):
    folder = tmp_path / "report.json"
    folder.mkdir()
    (folder / "notes").write_text("mine")
    with pytest.raises(EvaluationError, match=r"report\.json: cannot be written: .*; make room"):
        write_atomically(folder, "{}", error=EvaluationError)
    assert (folder / "notes").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_a_file_written_in_pieces_is_whole_or_not_there(tmp_path):
    path = tmp_path / "new" / "list.json"
    with open_atomically(path) as file:
        file.write("one, ")
        file.write("two")
        assert not path.exists()
    assert path.read_text() == "one, two"
    with pytest.raises(ValueError, match="half way"), open_atomically(path) as file:
        file.write("three")
        raise ValueError("half way")
    assert path.read_text() == "one, two"
    assert [one.name for one in path.parent.iterdir()] == ["list.json"]
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DatasetError, match=r"list\.json: cannot be written"),
        open_atomically(tmp_path / "file" / "list.json", error=DatasetError),
    ):
        raise AssertionError("the block is not entered")


def test_a_picture_is_found_in_the_first_folder_that_has_it(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "second" / "1.jpg").write_bytes(b"x")
    found = find_picture("1.jpg", [tmp_path / "first", tmp_path / "second"], error=DatasetError)
    assert found == tmp_path / "second" / "1.jpg"
    with pytest.raises(DatasetError, match=r"'2\.jpg' is not in .*first; name the folder that holds the pictures"):
        find_picture("2.jpg", [tmp_path / "first", tmp_path / "second"], error=DatasetError)


def test_a_picture_may_be_a_link_into_a_folder_that_the_user_named(tmp_path):
    for name in ("pictures", "kept"):
        (tmp_path / name).mkdir()
    (tmp_path / "kept" / "1.jpg").write_bytes(b"x")
    (tmp_path / "pictures" / "1.jpg").symlink_to(tmp_path / "kept" / "1.jpg")
    (tmp_path / "whole").symlink_to(tmp_path / "kept")
    assert find_picture("1.jpg", [tmp_path / "whole"], error=DatasetError).read_bytes() == b"x"
    both = [tmp_path / "pictures", tmp_path / "kept"]
    assert find_picture("1.jpg", both, error=DatasetError).read_bytes() == b"x"
    with pytest.raises(DatasetError, match=r"'1\.jpg' is a link in .*pictures that leads to .*kept"):
        find_picture("1.jpg", both[:1], error=DatasetError)


def test_the_links_of_the_hubs_cache_stay_in_it(tmp_path):
    repo = tmp_path / "hub" / "datasets--you--people"
    for name in ("blobs", "snapshots/0a1b/val"):
        (repo / name).mkdir(parents=True)
    (repo / "blobs" / "abcd").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"y")
    folder = repo / "snapshots" / "0a1b" / "val"
    (folder / "1.jpg").symlink_to("../../../blobs/abcd")
    (folder / "2.jpg").symlink_to(tmp_path / "secret")
    assert find_picture("1.jpg", [folder], error=DatasetError).read_bytes() == b"x"
    with pytest.raises(DatasetError, match="is a link"):
        find_picture("2.jpg", [folder], error=DatasetError)


@pytest.mark.parametrize("name", ["../secret.jpg", "a/../../secret.jpg", "ABSOLUTE"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"x")
    name = str(tmp_path / "secret.jpg") if name == "ABSOLUTE" else name
    with pytest.raises(EvaluationError, match="leads out of the picture folder"):
        find_picture(name, [tmp_path / "pictures"], error=EvaluationError)
