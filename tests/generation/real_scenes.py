"""Four pictures of COCO's val2017 as scenes: boxes and keypoints as annotated, captions in words of our own."""

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject


def read_scene(image_id, width, height, captions, lines):
    """A scene of lines, each of an instance: its category, its box, and x, y and visibility of COCO's points if any."""
    objects = []
    for number, line in enumerate(lines, start=1):
        category, box, flat = (part.strip() for part in (line + "; ; ").split(";")[:3])
        values = [int(value) for value in flat.split()]
        points = (Keypoint(float(x), float(y), v) for x, y, v in zip(*[iter(values)] * 3, strict=True))
        objects.append(SceneObject(number, category, tuple(map(float, box.split())), tuple(points)))
    return Scene(image_id, f"{image_id:012d}.jpg", width, height, captions, tuple(objects))


SKI = read_scene(
    785,
    640,
    425,
    (
        "A woman skis down a slope in a red jacket.",
        "A skier bends the knees on the snow.",
    ),
    (
        "person; 281 45 219 347; 367 81 2 374 73 2 360 75 2 386 78 2 356 81 2 399 108 2 358 129 2 433 142 2 "
        "341 159 2 449 165 2 309 178 2 424 203 2 393 214 2 429 294 2 367 273 2 466 362 2 396 341 2",
        "skis; 209 368 404 32",
    ),
)
STALL = read_scene(
    40083,
    500,
    333,
    (
        "Two men sit under an umbrella beside a street stall.",
        "A vendor waits for customers on a sidewalk.",
    ),
    (
        "person; 38 111 175 175; 99 144 2 104 141 2 96 137 2 0 0 0 78 133 2 56 161 2 81 162 2 0 0 0 103 208 2 "
        "116 204 2 0 0 0 57 246 1 82 259 1 137 219 2 138 247 2 177 256 2 158 296 1",
        "person; 258 139 140 154; 343 164 2 348 160 2 340 160 2 359 163 2 332 164 2 370 189 2 334 190 2 358 "
        "236 2 348 234 2 339 270 2 330 262 2 378 262 2 343 254 2 338 280 2 283 272 2 0 0 0 0 0 0",
        "person; 275 126 11 68",
        "umbrella; 39 0 420 107",
        "car; 136 140 117 69",
        "bicycle; 292 150 48 66",
        "chair; 28 205 98 128",
    ),
)
BASEBALL = read_scene(
    196141,
    640,
    429,
    (
        "A boy swings at a baseball while a catcher crouches behind the plate.",
        "Children play baseball in a park.",
    ),
    (
        "person; 248 74 170 301; 297 111 2 299 106 2 0 0 0 314 108 2 0 0 0 329 141 2 346 125 2 295 164 2 323 "
        "130 2 266 155 2 279 143 2 329 225 2 331 221 2 327 298 2 283 269 2 398 327 2 288 349 2",
        "person; 556 100 48 113; 589 113 2 0 0 0 0 0 0 595 112 1 584 110 2 598 123 2 579 119 2 594 141 2 570 "
        "137 2 576 135 2 585 139 2 590 157 2 574 156 2 589 192 2 565 189 1 587 222 1 557 219 1",
        "person; 441 73 17 32",
        "person; 454 207 177 211; 0 0 0 0 0 0 0 0 0 552 234 2 0 0 0 531 262 2 600 283 2 480 260 2 622 336 2 "
        "466 242 2 0 0 0 546 365 2 592 371 2 470 351 2 551 330 2 519 394 2 589 391 2",
        "person; 36 68 30 96; 48 79 2 50 77 2 46 77 2 54 78 2 45 78 2 57 90 2 42 90 2 63 103 2 42 105 2 56 "
        "113 2 49 112 2 55 117 2 44 117 2 55 140 2 47 140 2 56 160 2 49 159 2",
        "baseball bat; 164 153 85 29",
        "baseball glove; 454 208 39 43",
        "sports ball; 0 112 22 17",
    ),
)
RACE = read_scene(
    197388,
    640,
    392,
    (
        "Five cross country skiers race over the snow.",
        "Athletes ski one behind the other.",
    ),
    (
        "person; 139 102 222 242; 334 135 2 340 129 2 331 129 2 0 0 0 319 123 2 340 146 2 292 133 2 353 164 2 "
        "246 144 2 354 197 2 250 185 2 293 197 2 265 187 2 305 252 2 231 254 2 293 321 2 193 297 2",
        "person; 287 62 75 166; 345 92 2 350 87 2 341 87 2 0 0 0 330 83 2 357 94 2 316 92 2 357 104 2 291 123 "
        "1 351 133 2 281 136 1 326 131 1 305 128 1 336 152 1 303 171 1 318 206 2 294 211 1",
        "person; 540 49 100 223; 591 78 2 594 74 2 586 74 2 0 0 0 573 70 2 598 86 2 566 93 2 626 105 2 546 "
        "126 2 0 0 0 561 150 2 582 150 2 557 154 2 606 194 2 558 209 1 591 252 2 539 262 1",
        "person; 373 171 267 217; 580 211 2 586 206 2 574 204 2 0 0 0 562 198 2 584 220 2 529 215 2 599 242 2 "
        "512 260 2 619 274 2 538 285 2 537 288 2 506 277 2 562 332 2 452 332 2 550 387 1 402 371 2",
        "person; 0 44 90 220; 36 79 2 40 74 2 31 75 2 0 0 0 19 69 2 45 77 2 2 89 2 74 99 2 0 0 0 78 92 2 0 0 "
        "0 33 149 2 7 153 2 44 196 2 2 205 2 35 245 2 0 0 0",
        "skis; 138 311 260 49",
        "skis; 0 262 109 20",
        "skis; 305 214 90 22",
    ),
)
