"""Which picture a request shows, and where it lies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.pictures import find_picture, find_place, keep_picture
from kp_llava.generation.ledger.records import Request

from ..factories import make_scene

REQUEST = Request("k", 1, "detail", "gpt", "opening", "context")


def test_the_name_of_a_picture_is_kept_once_and_only_where_there_is_one(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        keep_picture(ledger, REQUEST)
        assert find_picture(ledger, REQUEST) is None
        keep_picture(ledger, replace(REQUEST, picture="sha256:1"))
        keep_picture(ledger, replace(REQUEST, picture="sha256:2"))
        assert find_picture(ledger, REQUEST) == "sha256:1"
        assert find_picture(ledger, replace(REQUEST, picture="sha256:3")) == "sha256:3"
        assert find_picture(ledger, replace(REQUEST, key="other")) is None
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection, connection:
        connection.execute("DROP TABLE pictures")  # as in a ledger of an earlier version
    with Ledger.read(tmp_path) as ledger:
        assert find_picture(ledger, REQUEST) is None


def test_a_picture_is_found_in_the_folders_that_the_user_named_alone(tmp_path):
    inside, outside = tmp_path / "pictures" / "1.jpg", tmp_path / "2.jpg"
    link = tmp_path / "pictures" / "3.jpg"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_bytes(b"picture")
    link.symlink_to(outside)
    with Ledger.write(tmp_path / "run") as ledger:
        with ledger.transaction():
            for number, path in enumerate((inside, outside, link, None), 1):
                ledger.add_scene(replace(make_scene(number), image_path=path))
        folders = [tmp_path / "other", tmp_path / "pictures"]
        assert [find_place(ledger, number, folders) for number in range(1, 6)] == [inside, None, None, None, None]
        assert find_place(ledger, 1, []) is None
        assert find_place(ledger, 2, [tmp_path]) == outside
