"""What a text says by itself: leaks of its making, no answer, half a sentence, another language, a wrong number."""

from __future__ import annotations

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.checks.text import (
    has_markup,
    is_cut_off,
    is_leak,
    is_no_answer,
    is_not_english,
    is_wrong_count,
)

from ...factories import make_person, make_scene

LEAKS = """
The keypoint is low.|The key-points are low.|The body key points are low.|The pose key points are low.
The visible key points are low.|The labeled key points are low.|The labelled key points are low.
The given key points are low.|The provided key points are low.|The detected key points are low.
The annotated key points are low.|This is clear from the key points.|It is seen by the key points.
Based on the key points, they wait.|According to the key points, they wait.|The key point data is clear.
The key point information is clear.|The key points indicate a step.|The key points show a step.
The key point suggests a step.|The key points reveal a step.|The key points tell of a step.
The key points of the body are low.|The key points of his skeleton are low.|The key points of her pose are low.
The key points of the man are low.|The key points of the women are low.|The key points of their people are low.
Les points-clés sont bas.|Un point clé est bas.
The bounding box is tall.|Two bounding boxes meet.|A bounding-box is there.|The boundingbox ends.|Its bbox is tall.
The b-boxes meet.|The caption says so.|The captions agree.|It is annotated so.|The annotation says so.
The annotations agree.|An annotator saw it.|Annotators saw it.
The coordinates are low.|These coordinates differ.|Their coordinates differ.|Its coordinate is low.
Given coordinates differ.|Pixel coordinates differ.|The body coordinates differ.|The x coordinate is low.
A y coordinate is low.|All normalized coordinates differ.|All image coordinates differ.|All coordinates of it are low.
Some coordinates show it.|Some coordinates indicate it.|Some coordinates suggest it.|Some coordinates for it differ.
Some coordinates are low.|Some coordinates given are low.|Some coordinates provided are low.|Some coordinates tell it.
Some coordinates in it are low.|The xy coordinates.|Both x-y coordinates.|Le coordinate dei punti.
Le coordinate delle mani.|Le coordinate del punto.|Le coordinate della mano.|Le coordinate indicano.
Le coordinate mostrano.
Given information is clear.|The provided data is clear.|The supplied context is clear.|The given description is clear.
A provided text is clear.|Supplied details are clear.|Given sentences are clear.|The information provided is clear.
The data given is clear.|The descriptions supplied are clear.|The text provided is clear.|The details given are clear.
The sentence supplied is clear.|Based on the data, they wait.|According to this dataset, they wait.
It is clear from these descriptions.|It is said in your metadata.|From the sentence it is clear.
The joint data is clear.|The pose data is clear.|The skeleton data is clear.|The landmark data is clear.
The location data is clear.|The position data is clear.|The skeletal data is clear.
Based on the text, they wait.|According to this information, they wait.|Based on this context, they wait.
The body landmarks are low.|The visibility flag is set.|The visibility values differ.|A visibility score is low.
All labeled points are low.|Some unlabeled joints differ.|The labelled parts differ.|An unlabelled point is low.
Der Schlüsselpunkt ist tief.|Die Gelenkpunkte sind tief.|Der Begrenzungsrahmen ist hoch.
Das Begrenzungsrechteck ist hoch.|Die Begrenzungsbox ist hoch.|Die Bildunterschrift sagt es.
Die Bildbeschreibung sagt es.|Nach den bereitgestellten Daten.|Nach den angegebenen Angaben.
Nach den gegebenen Informationen.|Nach den vorliegenden Angaben.|Die Koordinaten sind tief.|Koordinater visar det.
Koordinaterna visar det.|Koordinatene viser det.|Koordinaty pokazują to.|Nyckelpunkterna visar det.
Punkty kluczowe pokazują to.|Kilka punktów kluczowych.
La boîte englobante est haute.|Les boîtes de délimitation.|Les coordonnées sont basses.|La légende de l'image le dit.
La légende indique cela.|La légende dit cela.|Les informations fournies.|Les données fournies.
Un punto clave está bajo.|Los puntos clave.|El cuadro delimitador.|Las cajas delimitadoras.|Un recuadro delimitador.
Las coordenadas son bajas.|El pie de foto lo dice.|La información proporcionada.|Los datos proporcionados.
La descripción proporcionada.|Um ponto chave.|Os pontos-chave.|A caixa delimitadora.|As caixas delimitadoras.
As informações fornecidas.|Os dados fornecidos.
I punti chiave.|Il riquadro di delimitazione.|I riquadri di delimitazione.|La didascalia lo dice.|Le didascalie.
Le informazioni fornite.|De sleutelpunten.|De kernpunten.|Het bijschrift.|De coördinaten.|Een coördinaat.
Współrzędne są niskie.|Anahtar noktalar.|Titik kunci.
Ключевые точки.|Ограничивающая рамка, ограничивающую рамку.|Координаты.|Предоставленная информация.
Предоставленные данные.|关键点|關鍵點|边界框|邊界框|坐标|座標|标注|標註|字幕|提供的信息|提供的数据|キーポイント
バウンディングボックス|キャプション|提供された情報|키포인트|바운딩 박스|좌표|النقاط الرئيسية|إحداثيات
It lies at 0.42.|It lies at (120, 88).|It lies at [0.1, 0.2, 0.3].|It has x = 3.|It has y=4.
It has x ≈ 0.4.|At .875 of it.
It lies at 1.00 of it.
"""
INNOCENT = """
The key point is a good stance.|The key points of good form are balance and calm.|A box stands in the yard.
He coordinates his arms and legs.|She coordinates with their team.|The coordinates her hands have are hers.
The given name is on the sign.|He was given a cup.|Data is sent by phone.|He reads a text in the paper.
A landmark is behind them.|The visibility is poor.|The label of the bottle is red.
It costs $0.42.|It costs 0.42 dollars.|It is 1.25 m long.|It is 0.75 km away.|It takes 0.25 seconds.|It takes 1.50 s.
It weighs 0.50 kg.|It is 1.75 meters high.|It is 0.25 metres high.|It is 1.25 miles away.|It is 0.75 feet high.
It is 0.25 inches high.|It holds 0.75 liters.|It holds 0.50 litres.|It is 1.30 pm.|It is 1.30 a.m.|It costs 0.42 euros.
It weighs 0.50 pounds.|It costs €0.42.|It costs £1.20.|It fell by 0.42%.|It is 3.14 of them.|It is 0.5 of it.
Two (2) players wait.|He wears number 23.|Of the five, three (3, at least) stand.
Based on the text of the sign, they wait.|According to the information of the board, they wait.
"""


def sentences_of(text):
    return [one for line in text.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("text", sentences_of(LEAKS))
def test_what_gives_away_how_a_text_was_made_is_a_leak(text):
    assert is_leak(text)
    assert is_leak(text.upper())
    assert is_leak(f"They wait. {text} So they wait.")


@pytest.mark.parametrize("text", sentences_of(INNOCENT))
def test_words_that_only_resemble_a_leak_are_none(text):
    assert not is_leak(text)


NO_ANSWERS = """
It cannot be determined.|It can not be told.|That can't be said.|It can’t be known.|It could not be answered.
It couldn't be inferred.|It cannot be seen.|It is not clear.|It's not possible to tell.|It is not possible to say.
It was not possible to determine.|They are not possible to know.|It is not specified.|It is not mentioned.
It is not stated.
It is not known.|It is not visible.|It is not shown.|It is not provided.|It is unclear.|It is unknown.
It is impossible to tell.|It is impossible to say.|It's impossible to determine.|It is impossible to know.
It is hard to tell.|It is hard to say.|There is no information on it.|There is no indication of it.
There is no way to tell.|There is no way of knowing.|There is not enough information.|There is not enough detail.
The picture does not say.|The picture does not show it.|Pictures do not tell.|It does not mention it.
It does not specify it.|It does not indicate it.|It does not provide it.|It doesn't say.|They don't show it.
It doesn’t tell.|It doesn't mention it.|It doesn't specify it.|I cannot tell.|I can not know.|I can't see it.
I can’t say.|I am unable to determine it.|I do not answer that.|I don't know.|I am unable to tell.
IT CANNOT BE DETERMINED.
"""
ANSWERS = """
The arm is raised.|He is not here.|No man is seen.|The hill is hard to climb.|It is known well.|He cannot be stopped.
They wait. How long is unknown.|Nothing is wrong. It does not say more.
It is clear and not far.|The information is not old.
"""


def test_an_answer_that_nobody_can_say_is_no_answer():
    for text in sentences_of(NO_ANSWERS):
        assert is_no_answer(text), text
    for text in sentences_of(ANSWERS):
        assert not is_no_answer(text), text
    assert not is_no_answer("They wait.\nIt cannot be said why.")


FUNCTION_WORDS = (
    *("the", "a", "an", "and", "or", "but", "with", "of", "in", "on", "at", "to", "from", "by", "for", "as", "that"),
    *("which", "who", "while", "his", "her", "their", "its", "is", "are", "was"),
)


def test_a_text_that_ends_in_the_middle_of_a_sentence_is_cut_off():
    for word in FUNCTION_WORDS:
        assert is_cut_off(f"The man stands {word}"), word
        assert is_cut_off(f"The man stands {word.upper()}"), word
        assert not is_cut_off(f"The man stands {word}."), word
    for end in ",;:–—-&(/":
        assert is_cut_off(f"The man stands{end}"), end
        assert is_cut_off(f"The man stands {end} "), end
    for end in ".!?…。！？":
        assert not is_cut_off(f"The man stands on the{end}"), end
        assert not is_cut_off(f'"The man stands on the{end}"*** '), end
    assert not is_cut_off("")
    assert not is_cut_off("...")
    assert not is_cut_off("12")


def test_a_long_line_without_its_full_stop_is_cut_off_and_a_short_one_is_not():
    nine = " ".join(["word"] * 9)
    assert not is_cut_off("It is so. He waits for his bus")  # eight words
    assert is_cut_off("It is so. He waits for his old bus")
    assert not is_cut_off(nine)
    assert not is_cut_off(" ".join(["word"] * 25))
    assert is_cut_off(" ".join(["word"] * 26))
    # the last line counts, and an item of a list goes without a full stop
    assert not is_cut_off(f"{' '.join(['word'] * 26)}\nThree more words")
    for mark in ("-", "*", "•", "+", "1.", "12)"):
        assert not is_cut_off(f"It is so. {nine}\n{mark} {nine}"), mark
    # one word: with its hyphen, and with its apostrophe
    assert not is_cut_off("It is so. They don't wait for well-known")


def test_a_heading_or_a_list_of_two_is_markup():
    for mark in ("-", "*", "•", "+", "1.", "2)"):
        assert has_markup(f"Two things:\n{mark} one\n{mark} two")
        assert not has_markup(f"One thing:\n{mark} one")
    assert has_markup("# Pose\nHe waits.")
    assert has_markup("He waits.\n## Pose")
    assert not has_markup("He waits.\nHe is number #1.")


FOREIGN = [
    "Der Mann steht auf der Straße und die Frau ist mit dem Kind zu Hause.",
    "L'homme est sur la route et les enfants sont dans le parc avec une femme.",
    "El hombre está en la calle y los niños con una mujer en el parque.",
    "O homem está em uma rua e as crianças com uma mulher no parque.",
    "L'uomo è sulla strada e i bambini sono nel parco con una donna e il cane.",
    "De man is op de weg en het kind is met een vrouw in het park.",
    "Мужчина стоит на дороге.",
    "男の人が道に立っています。",
    "رجل يقف على الطريق",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_is_not_english(text):
    assert is_not_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "The man stands on the road and the woman is at home with the child.",
        "Der Hund.",
        "He is called José and she is called Zoë.",
        "The sign says Мир, and the man looks at it while he waits for the bus.",
        "They sit in a café named Le Jardin de la Reine, and the waiter brings a cup to the table.",
        "die die die",
        "",
    ],
)
def test_english_with_foreign_names_and_texts_too_short_to_judge_are_english(text):
    assert not is_not_english(text)


def scene_of(*clear, unclear=0, captions=("A street.",), is_detected=False):
    """People with all points labeled, and others with none."""
    people = [make_person(annotation_id=number) for number in range(1, sum(clear) + 1)]
    others = [SceneObject(100 + number, "person", (1.0, 1.0, 5.0, 9.0)) for number in range(unclear)]
    scene = make_scene(*people, *others, captions=captions)
    return scene if not is_detected else type(scene)(**{**vars(scene), "is_detected": True})


@pytest.mark.parametrize(
    ("question", "answer", "clear", "unclear", "is_wrong"),
    [
        ("How many people are there?", "Three.", 2, 1, False),
        ("How many people are there?", "Two.", 2, 1, False),
        ("How many people are there?", "There is one.", 2, 1, True),
        ("How many people are there?", "Four.", 2, 1, True),
        ("How many persons do you see?", "4 persons.", 3, 0, True),
        ("How many individuals wait?", "12.", 3, 0, True),
        ("How many people are there?", "A few.", 3, 0, False),
        ("How many dogs are there?", "Four.", 3, 0, False),
        ("What do they do?", "The three people wait.", 3, 0, False),
        ("What do they do?", "Four people wait.", 3, 0, True),
        ("What do they do?", "Five tall men wait.", 3, 0, True),
        ("What do they do?", "The 4 skiers wait.", 3, 0, True),
        ("What do they do?", "Six surfers wait.", 3, 0, True),
        ("What do they do?", "Two riders wait.", 1, 0, True),
        ("What do they do?", "Seven boards lie there.", 3, 0, False),
        ("What do they do?", "Two people wait.", 3, 0, False),
        ("What do they do?", "There are two people.", 3, 0, True),
        ("What do they do?", "There are at least two people.", 3, 0, False),
        ("What do they do?", "There are two people on the left.", 3, 0, False),
        ("What do they do?", "There are two people in the background.", 3, 0, False),
        ("What do they do?", "There are two other people.", 3, 0, False),
        ("What do they do?", "Two people can be seen.", 3, 0, True),
        ("What do they do?", "Two people are visible.", 3, 0, True),
        ("What do they do?", "Two people in the picture wait.", 3, 0, True),
        ("What do they do?", "The picture shows two people.", 3, 0, True),
        ("What do they do?", "The picture shows exactly two individuals.", 3, 0, True),
        ("What do they do?", "There is only one person.", 3, 0, True),
        ("What do they do?", "There are two women.", 3, 0, False),
        ("What do they do?", "There are two people.", 2, 1, False),
        ("What do they do?", "One person waits.", 0, 0, False),
        ("What do they do?", "Two persons wait.", 0, 0, False),
    ],
)
def test_a_wrong_number_of_people_is_found(question, answer, clear, unclear, is_wrong):
    scene = scene_of(clear, unclear=unclear) if clear or unclear else make_scene()
    if not (clear or unclear):  # one person whom the boxes do not have may be there
        scene = type(scene)(**{**vars(scene), "objects": ()})
        is_wrong = answer.startswith("Two")
    assert is_wrong_count(question, answer, scene) is is_wrong


@pytest.mark.parametrize(
    "caption",
    ["A crowd waits.", "A group of men.", "Many men.", "Several men.", "Lots of men.", "An audience.", "A spectator.",
     "Two men and others.", "A team.", "Some people."],
)  # fmt: skip
def test_where_there_may_be_more_people_than_boxes_a_larger_number_is_not_wrong(caption):
    assert is_wrong_count("What is this?", "Four men wait.", scene_of(2, captions=("A man.",)))
    assert not is_wrong_count("What is this?", "Four men wait.", scene_of(2, captions=("A man.", caption)))
    assert not is_wrong_count("How many people are there?", "Four.", scene_of(2, captions=(caption,)))
    assert is_wrong_count("How many people are there?", "One.", scene_of(2, captions=(caption,)))


def test_people_whom_a_detector_found_and_thirteen_or_more_may_be_more():
    assert not is_wrong_count("What is this?", "Four men wait.", scene_of(2, is_detected=True))
    assert is_wrong_count("What is this?", "Twelve men wait.", scene_of(11))
    assert not is_wrong_count("What is this?", "12 men wait.", scene_of(12))
    crowd = scene_of(2, unclear=9), scene_of(2, unclear=11)
    assert [is_wrong_count("What is this?", "Twelve men wait.", scene) for scene in crowd] == [True, False]


def test_eight_labeled_points_make_a_pose_clear():
    parts = ("nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder", "left elbow")
    hidden = {part: None for part in parts}
    nine = make_person(hidden, annotation_id=2)  # 17 - 8 = 9 are left
    eight = make_person({**hidden, "right elbow": None}, annotation_id=2)
    seven = make_person({**hidden, "right elbow": None, "left wrist": None}, annotation_id=2)
    for person, is_wrong in ((nine, True), (eight, True), (seven, False)):
        scene = make_scene(make_person(), person, captions=("A street.",))
        assert is_wrong_count("What is this?", "There is one person.", scene) is is_wrong


SMALL_WORDS = {
    "German": "der die das und ist sind ein eine mit auf im den dem von zu nicht sich seine ihre",
    "French": "le la les et est sont un une avec sur dans des du de au aux que qui son sa",
    "Spanish": "el la los las y es está están un una con en de del que su sus por para al",
    "Portuguese": "o os as e é está estão um uma com em de do da no na que seu sua",
    "Italian": "il lo la gli le e è sono un una con in di del della che suo sua sul nel",
    "Dutch": "de het een en is zijn met op in van te dat die haar niet aan voor",
}
ENGLISH = "the a an and of to is are in on with his her their they at while for that this"


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("Der Mann steht auf dem Brett und hält die Arme zur Seite, um nicht zu fallen.", True),
        ("La femme est assise sur un banc et tient un livre dans sa main.", True),
        ("El hombre está de pie en la playa con los brazos abiertos.", True),
        ("O menino está em pé com a mão na cabeça e olha para o lado.", True),
        ("La ragazza è seduta con le gambe incrociate e il libro sulle ginocchia.", True),
        ("De vrouw zit op het gras en houdt haar hand voor het gezicht.", True),
        ("The man is standing on the board with his arms out to the side.", False),
        ("He does a grand jeté en avant in the style of la danse classique.", False),
        ("At El Capitan in Yosemite the climber has his left hand on the rock.", False),
    ],
)
def test_sentences_of_other_languages_are_found_and_borrowed_words_are_not(text, is_other):
    assert is_not_english(text) is is_other


def test_articles_prepositions_and_pronouns_show_a_language():
    """The words are written out again here, so that a word which changes in the table is noticed."""
    for language, words in SMALL_WORDS.items():
        for word in words.split():
            is_english_too = word in ENGLISH.split() or word in ("no", "as", "do")
            assert is_not_english(f"{word} x {word} x {word} x {word}") is (word not in ENGLISH.split()), (
                language,
                word,
            )
            assert not is_not_english(f"{word} x {word} x {word}"), (language, word)
            assert is_english_too or is_not_english(f"The {word} {word} {word} {word} x."), (language, word)
    for word in ENGLISH.split():
        # five German words against three English ones: more, and not more than twice as many
        assert not is_not_english(f"Der der der der der x {word} {word} {word} x."), word
        assert is_not_english(f"Der der der der der x {word} {word} x."), word
