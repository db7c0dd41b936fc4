"""Postures, trunks and heads in nouns: "her crouch", "the backward lean of the coach", "the sideways turn of his head"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

from ..stems import Expression, Opener, need
from .cue import GROUND, OF, OWN, TO_SIDE, VIEWER, WAY, Cue
from .heads import ASIDE as HEAD_ASIDE
from .trunks import ASIDE as TRUNK_ASIDE

_LOOKS = r"(?:(?!(?:not|in|of|to|and|is|slight|gentle|subtle|faint|small|mild|little)\b)[a-z]+(?:-[a-z]+)?,? (?:and )?){0,2}?"
_NO_BODY = (
    r"(?! (?:body|bodies|figure|build|frame|man|woman|stature|neck|legs|shape|rack|position|pose|posture|stance)\b)"
)
_DOES = "suggests?|shows?|carries|takes|lifts|seems?|looks?|appears?|makes?|gives?|conveys?|implies|indicates?|hints?|brings?|is|has"
_POSES = "posture|position|pose|stance"
_POSTURES = (
    ("standing", "standing"), ("sitting", "sitting|seated"), ("kneeling", "kneeling"),
    ("crouching", "crouched|crouching|squatting"), ("lying", "lying|prone|supine|recumbent"),
)  # fmt: skip
# adjectives as in "in a bent-over position"; then those of their words that the gate looks for
_HELD = (
    ("leaning forward", "bent-over|bent-forward|stooped|stooping|hunched|hunched-over|forward-leaning|forward-bent", "bent|stooped|stooping|hunched|forward"),
    ("leaning back", "reclined|reclining|leaned-back|semi-reclined", "reclined|reclining|leaned"),
    ("upright", "upright|erect", "upright|erect"),
)  # fmt: skip
_BACKWARD, _FORWARD = "backwards?|rearwards?", "forwards?"
_SIDEWAYS = r"(?:sideways|sidewise|lateral|sideward)"
_LEANS = "lean|tilt|bend|bow|inclination|incline|slant|tip|hunch|stoop|pitch|fold|arch|recline|curve|angle"
_TRUNKS = "(?:upper |whole )?body|bodies|torsos?|trunks?|backs?|spines?|shoulders"
_HEADS = "heads?|necks?|chins?|faces?"
_TURNS = "turn|twist|rotation|swivel"
_FAR = r"(?:(?:far|all the way|well|[a-z]+ly) )*"


_LEANING = r"(?:lean(?:s|ing|ed)?|tilt(?:s|ed|ing)?|bent|bends|bending|tip(?:s|ped|ping)|cant(?:s|ed)|inclin(?:es|ed|ing)|slump(?:s|ed|ing)?|sag(?:s|ging))"


def _noun(words: str) -> str:
    """Nouns with whose they are, before or behind them: "his deep crouch", "the deep crouch of the man"."""
    return rf"(?:{OWN} {_LOOKS}(?:{words})|the {_LOOKS}(?:{words}){OF})\b"


def _of(part: str) -> str:
    """A part that something is of: "of her trunk", "of the trunk of the man"."""
    return rf"(?:of|in|to) (?:{OWN} (?:own )?(?:[a-z-]+ )?(?:{part})|the (?:{part}){OF})\b"


def _tilt(way: str, leans: str, part: str) -> str:
    """How a part leans: "the backward tilt of her head", "her head's backward tilt", "a tilt of her head backward"."""
    return (
        rf"\b(?:the|an?|this|that|with|by) {_LOOKS}(?:{way})[- ](?:{leans}) {_of(part)}"
        rf"|\b{OWN} (?:{part})['’]s? {_LOOKS}(?:{way})[- ](?:{leans})\b"
        rf"|\b(?:the|an?|this|that) {_LOOKS}(?:{leans}) {_of(part)} {_FAR}(?:{way})\b"
    )


NOUNS: tuple[Cue, ...] = (
    Cue("posture", "crouching", Expression(rf"\b{_noun('crouch|squat')}(?!-){_NO_BODY}", "crouch|squat"), True),
    Cue("posture", "lying", Expression(rf"\b{_noun('sprawl')}(?!-)", "sprawl"), True),
    Cue("posture", "airborne", Expression(
        rf"\b{OWN} {_LOOKS}(?:leap|jump)(?: into the air| off the {GROUND}|(?= (?:{_DOES})\b))|\bthe {_LOOKS}(?:leap|jump){OF}", "leap|jump"), True, need(f"air|off|{_DOES}|of")),
    *(Cue("posture", state, Expression(rf"\bthe {_LOOKS}(?:{words}) (?:{_POSES}){OF}", _POSES), True, need(words)) for state, words in _POSTURES),
    *(Cue("posture", state, Expression(rf"\b(?:in|hold(?:s|ing)|keep(?:s|ing)|adopt(?:s|ing)|assum(?:es|ing)|maintain(?:s|ing)|(?:has|have) taken) an? {_LOOKS}(?:{words}) (?:{_POSES})\b", _POSES), gate=need(words)) for state, words in _POSTURES),
    Cue("stance", "striding", Expression(rf"\b{OWN} (?:[a-z-]+ )?(?:stance|pose|posture|body|figure|legs),? (?:(?:is|are|upright|erect|caught|captured|shown|frozen|tall|and) )*(?:in )?mid-?stride\b", "(?:mid)?stride"), True),
    # trunks
    Cue("trunk", "upright", Expression(
        rf"\bthe {_LOOKS}(?:upright|erect|straight) (?:back|torso|trunk|spine|posture|upper body|stance|bearing){OF}"
        rf"|\b{OWN} (?:stance|posture|bearing|pose), (?:tall and )?(?:upright|erect)\b(?! in mid)", "upright|erect|straight"), True, need("back|torso|trunk|spine|posture|body|stance|bearing|pose")),
    Cue("trunk", "leaning back", Expression(
        rf"\b{_noun(rf'(?:{_BACKWARD})[- ](?:{_LEANS})')}(?! of (?:the|his|her|their) (?:head|neck|chin|face))|{_tilt(_BACKWARD, _LEANS, _TRUNKS)}", _BACKWARD), True, need(_LEANS)),
    Cue("trunk", "leaning back", Expression(
        rf"\b{_noun('recline')}|\b{OWN} (?:[a-z]+ly )?reclin(?:ed|ing) (?:body|torso|trunk|back|{_POSES})\b|\bthe (?:[a-z]+ly )?reclin(?:ed|ing) (?:body|torso|trunk|back|{_POSES}){OF}", "recline|reclined|reclining"), True),
    Cue("trunk", "leaning back", Expression(r"\b(?:back|backwards?|leaning|resting|lying|settled|sunk|sits?|sitting|is|are) in(?:to)? an? (?:[a-z]+ )?recline\b", "recline")),
    Cue("trunk", "bent over", Expression(
        rf"\b(?:{OWN}|the|an?) (?:[a-z]+,? )?(?:deep|steep|sharp|strong|extreme|pronounced),? (?:{_FORWARD})[- ](?:bend|fold|stoop|bow|hinge) {_of(_TRUNKS)}", _FORWARD), True),
    Cue("trunk", "leaning forward", Expression(
        rf"\b{_noun(rf'(?:{_FORWARD})[- ](?:{_LEANS})')}(?! of (?:the|his|her|their) (?:head|neck|chin|face))|{_tilt(_FORWARD, _LEANS, _TRUNKS)}", _FORWARD), True, need(_LEANS)),
    Cue("trunk", "leaning forward", Expression(
        rf"\b{OWN} (?:[a-z]+ly )?(?:bent|crooked|rounded|curved) (?:back|spine|torso|trunk|upper body)\b(?! (?:backwards?|back)\b)|\bthe (?:[a-z]+ly )?(?:bent|stooped|hunched|rounded|bowed) (?:back|spine|torso|trunk|upper body){OF}", "bent|crooked|rounded|curved|stooped|hunched|bowed"), True, need("back|spine|torso|trunk|body")),
    Cue("trunk", TRUNK_ASIDE, Expression(
        rf"{_tilt(rf'{_SIDEWAYS}|to (?:the|one) side', _LEANS, _TRUNKS)}|\b{OWN} (?:{_TRUNKS}) (?:is |are )?(?:[a-z]+ly )?{_LEANING} {_FAR}(?:over )?(?:to (?:the|one) side|sideways)\b(?! of)", "sideways|sidewise|lateral|sideward|side"), True),
    Cue("trunk", TRUNK_ASIDE, Opener(rf"{_LEANING} (?:(?:his|her|their) (?:whole |entire |upper )?(?:body|torso|trunk) )?{_FAR}(?:over )?(?:to (?:the|one) side|sideways)\b(?! of)", _LEANING), gate=need("side|sideways")),
    Cue("head", HEAD_ASIDE, Expression(
        rf"{_tilt(rf'{_SIDEWAYS}|to (?:the|one) side', 'lean|tilt|bend|inclination|slant|tip', _HEADS)}|\b{OWN} (?:{_HEADS}) (?:is |are )?(?:[a-z]+ly )?(?:{_LEANING}|cocked|lolls?|lolling|drops|dropped|falls|fallen|sinks|hangs|flops) {_FAR}(?:over )?(?:to (?:the|one) side|sideways)\b(?! of)"
        rf"|\b(?:lean|tilt|cock|tip|bend)(?:s|ed|ing)? (?:his|her|their) heads? {_FAR}(?:over )?(?:to (?:the|one) side|sideways)\b(?! of)", "sideways|sidewise|lateral|sideward|side"), True, need("heads?|necks?|faces?")),
    Cue("trunk", "!upright", Expression(rf"\b{OWN} (?:whole |entire )?(?:body|torso|trunk) (?:is |hangs |appears )?upside[- ]down\b|\bwith {OWN} head at the bottom\b(?! of (?!the (?:picture|image|photo|frame)))", "upside|bottom"), True),
    Cue("trunk", "!upright", Expression(r"\b(?:is|are|hangs|dangles|flies) (?:completely |fully |almost )?upside[- ]down\b|\b(?:does|doing|performs|performing|in) a (?:[a-z]+ )?(?:handstand|headstand)\b", "upside|handstand|headstand")),
    Cue("trunk", "upright", Expression(r"(?:(?<![a-z’'-] )|(?<=with ))\bbacks? (?:(?:held|kept|perfectly|completely|very) )*(?:straight|erect|upright)(?=[,.;]|$| and\b)", "backs?"), gate=need("straight|erect|upright")),
    Cue("trunk", "leaning forward", Expression(r"(?:(?<![a-z’'-] )|(?<=with ))\bbacks? (?:[a-z]+ly )?(?:bent|bowed|hunched|rounded|stooped)\b(?! (?:back|backwards?)\b)|\b(?:takes|taking) a bow\b|\bbows(?=[,.;]| (?:to|toward|towards|before|in front of|politely|respectfully)\b)", "backs?|bow|bows")),
    *(Cue("trunk", state, Expression(
        rf"\b(?:in|into|hold(?:s|ing)|keep(?:s|ing)|adopt(?:s|ing)|assum(?:es|ing)|maintain(?:s|ing)) an? {_LOOKS}(?:{held}),? (?:(?:seated|sitting|standing|riding) )?(?:{_POSES})\b", _POSES), gate=need(words))
      for state, held, words in _HELD),
    *(Cue(part, state, Expression(pattern, "lean|tilt|bend"), True, need("(?:left|right)(?:wards?)?"))
      for part, state, leans, nouns in (("trunk", "leaning", "lean|tilt|bend", _TRUNKS), ("head", "tilted", "lean|tilt", _HEADS))
      for pattern in (
          rf"\b{OWN} (?:{nouns}) (?:has|have|is at|at) an? {_LOOKS}(?:{leans}) (?:{WAY}|{TO_SIDE})",
          rf"\b(?:an?|the) {_LOOKS}(?:{leans}) (?:to|toward|towards) the (?P<some>left|right) {_of(nouns)}",
          rf"\b(?:an?|the) {_LOOKS}(?:{leans}) {_of(nouns)} (?:{WAY}|{TO_SIDE})",
      )),
    # heads
    Cue("head", "tipped back", Expression(_tilt(_BACKWARD, _LEANS, _HEADS), _BACKWARD), True, need(_HEADS)),
    Cue("head", "lowered", Expression(_tilt(rf"{_FORWARD}|downwards?|down", _LEANS, _HEADS), "forwards?|down(?:wards?)?"), True, need(_HEADS)),
    Cue("head", "up", Expression(_tilt("upwards?|up", _LEANS, _HEADS), "up(?:wards?)?"), True, need(_HEADS)),
    Cue("head", "turned away from the viewer", Expression(rf"\b(?:the|an?|this|that) {_LOOKS}(?:{_TURNS}) {_of(_HEADS)} {_FAR}away from {VIEWER}", _TURNS), True, need(_HEADS)),
    Cue("head", "turned", Expression(rf"\b(?:the|an?|this|that) {_LOOKS}(?:{_TURNS}) {_of(_HEADS)} {_FAR}{WAY}", _TURNS), True, need(_HEADS)),
    Cue("head", "turned aside", Expression(
        rf"{_tilt(rf'{_SIDEWAYS}|aside|to (?:the|one) side', _TURNS, _HEADS)}|\b(?:the|an?) (?:sharp|strong|quick|marked|clear|distinct|pronounced|full|hard) (?:{_TURNS}) {_of(_HEADS)}(?! (?:to|toward|towards|into|at|back to) {VIEWER})", _TURNS), True, need(_HEADS)),
    Cue("head", "turned aside", Expression(r"(?:, |\bwith |\band )(?:heads?|faces?) (?:averted|turned (?:away|aside|sideways))(?=[,.;]|$| (?:and|as|while|so)\b)", "averted|away|aside|sideways"), gate=need("heads?|faces?")),
    Cue("head", "turned aside", Expression(rf"\b{OWN} (?:heads?|faces?) (?:is |are )?(?:[a-z]+ly )?averted\b", "averted"), True),
    Cue("head", "lowered", Expression(
        rf"\b(?:rest(?:s|ed|ing)?|lean(?:s|ed|ing)?|press(?:es|ed|ing)?|lay(?:s|ing)?|laid|prop(?:s|ped|ping)?|dropp?(?:s|ed|ing)) {OWN} (?:foreheads?|brows?) (?:forward |down |lightly |gently )*(?:on|onto|against|upon) (?:(?:his|her|their|the|an?) (?:[a-z-]+ )?)?[a-z]+(?:['’]s|s['’]) (?:[a-z]+ )?(?:chest|shoulder|back|breast|arm)s?\b", "foreheads?|brows?"), True),
)  # fmt: skip
"""Expressions whose words name whose posture, trunk or head they speak of."""
