"""True and false sentences about real pictures, held against the keypoints: the figures, and the wanted ones."""

from collections import Counter

import pytest

from kp_llava.poses.claims.find import check_claims

from ..real import REAL_FOLDER, read_judged_texts, real_scenes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not REAL_FOLDER.is_dir(), reason="the judged real pictures are not on this machine"),
]


def read_verdicts():
    """(truth, detail, whether several people are in the picture, verdict) of each judged sentence."""
    for judged in read_judged_texts():
        scene = real_scenes()[judged.image_id]
        items = check_claims(judged.text, scene).items
        for sentence in judged.sentences:
            if sentence.truth is None:
                continue
            verdicts = {i.verdict for i in items if sentence.start <= i.claim.span[0] < sentence.end}
            verdict = next((v for v in ("contradict", "agree", "unjudged") if v in verdicts), "nothing found")
            yield sentence.truth, sentence.detail, len(scene.people) > 1, verdict


def test_false_sentences_are_flagged_and_true_ones_are_not():
    rows = list(read_verdicts())
    missed = []

    def compare(name, wanted, chosen, verdict):
        counts = Counter(v for *_, v in chosen)
        share = counts[verdict] / len(chosen)
        is_reached = share >= wanted if name.startswith("false flagged") else share <= wanted
        print(f"{name}: {share:.1%} of {len(chosen)} (wanted {wanted:.0%}) {dict(counts)}")
        if not is_reached:
            missed.append(name)

    false, true = [r for r in rows if not r[0]], [r for r in rows if r[0]]
    compare("false flagged", 0.75, false, "contradict")
    compare("false flagged, several people", 0.65, [r for r in false if r[2]], "contradict")
    compare("false flagged, left/right", 0.8, [r for r in false if r[1] == "side"], "contradict")
    compare("false flagged, up/down", 0.8, [r for r in false if r[1] == "up/down"], "contradict")
    compare("false counted as agreeing", 0.02, false, "agree")
    compare("true flagged", 0.01, true, "contradict")
    assert not missed
