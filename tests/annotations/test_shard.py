"""Parts of a data set hold each image once."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from kp_llava.annotations.shard import Shard
from kp_llava.errors import AnnotationError


def test_each_image_belongs_to_one_part_and_the_parts_are_of_nearly_one_size():
    shards = [Shard(number, 16) for number in range(1, 17)]
    sizes = Counter()
    for image_id in range(8000):
        (holder,) = [shard for shard in shards if shard.holds(image_id)]
        sizes[holder.number] += 1
    assert min(sizes.values()) > 400
    assert max(sizes.values()) < 600


def test_the_part_of_an_image_never_changes():
    # worked out outside of this code: sha256sum of "785" begins with 9e04a49e57866951, which leaves 1 over 16
    assert hashlib.sha256(b"785").hexdigest()[:16] == "9e04a49e57866951"
    assert Shard(2, 16).holds(785)


def test_a_part_is_written_as_number_and_count():
    assert Shard.read(" 3/16 ") == Shard(3, 16)
    assert str(Shard(3, 16)) == "3/16"


@pytest.mark.parametrize("text", ["", "3", "0/16", "17/16", "3/0", "-1/2", "a/b", "1/2/3", "1.0/2"])
def test_another_form_is_refused(text):
    with pytest.raises(AnnotationError, match="expected I/N with I from 1 to N, as in 3/16"):
        Shard.read(text)
