"""To which side bodies and heads point and lean, looks over a shoulder, sides that are seen, and stances."""

from kp_llava.poses.claims.find import check_claims

from ...factories import make_person, make_scene


def verdicts(sentence, person):
    return [item.verdict for item in check_claims(sentence, make_scene(person)).items]


def test_who_faces_the_viewer_does_not_look_over_a_shoulder():
    assert verdicts("The person looks back over one shoulder.", make_person()) == ["contradict"]


def test_a_lean_to_the_own_left_of_somebody_who_faces_the_viewer_is_one_to_the_viewer_s_right():
    names = ("nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder")
    at = {"nose": (74, 22), "left eye": (77, 20), "right eye": (71, 18), "left ear": (81, 23), "right ear": (67, 18)}
    at |= {"left shoulder": (80, 42), "right shoulder": (58, 32)}
    person = make_person({name: at[name] for name in names}, bbox_xywh=(30.0, 4.0, 60.0, 114.0))
    assert verdicts("The person leans to their left.", person) == ["agree"]
    assert verdicts("The person leans to their right.", person) == ["contradict"]


def test_the_lower_shoulder_is_not_the_higher_one():
    person = make_person({"left shoulder": (62, 44), "right shoulder": (38, 30)})
    assert verdicts("The person's left shoulder is higher than the right.", person) == ["contradict"]
    assert verdicts("The person's left shoulder is lower than the right.", person) == ["unjudged"]
