"""Heads, gazes, trunks and postures in longer phrases, by what they state."""

LONGER: dict[str, str] = {
    "side right side to the viewer": """
        We see the waiter from his right side.
        The rower is photographed from her right side.
        The nurse stands by the bed, and the camera catches her from her right side.
        His right shoulder is pointed at the camera.
        The waiter turns his right side to us.
        The dancer shows the camera her right side.
        He points his right shoulder at the camera.
        Her right hip is turned toward us.
        His right side is the one closest to the lens.
        The side that is nearer to us is her right one.
        Because her right shoulder is nearer to the viewer, the other one is hidden.
    """,
    "head turned to the viewer's right": """
        The right side of her face is turned to the camera.
        We see only the right side of the boy's face.
        The dancer is shown in right profile.
        Only his right ear is visible.
        The queen shows us her right profile.
    """,
    "head turned to the viewer's left": """
        His head is turned away from the dog, toward the left edge of the picture.
        The waitress has turned her face toward the bar, on the left of the picture.
        The girl turns her head away from her brother, toward the left edge.
        Her face is pointed at the statue on the left side of the image.
        The boy has his face turned toward the goal on the left side of the photo.
        The old man's dog sits, but his head is directed at the gate near the left border of the picture.
        She swiveled her head to the lamp on the left side of the picture.
        He keeps his head turned past the left edge of the frame.
        Her chin is pointed at the left edge of the photograph.
        His nose points toward the left margin of the picture.
    """,
    "head looking to the viewer's right": """
        The farmer is looking away from the cow, past the right edge of the picture.
        She gazes at something outside the frame on the right side of the image.
        The child stares at the fountain on the right of the photo.
        His eyes are directed at the door near the right edge of the picture.
        The waiter peers at something beyond the right border of the image.
        Her gaze is fixed on the boats on the right side of the picture.
        A woman glances at the clock on the right side of the picture.
        He looks toward the right edge, ignoring the others.
        The man is looking out of the picture, beyond the right edge.
        They are looking at the bus on the right-hand side of the image.
    """,
    "head looking at the viewer": """
        The goalkeeper has turned around to smile at us.
        His face is pointed straight into the camera.
        She has twisted around to look at the camera.
        The cook leans back to smile at the photographer.
        He has stopped to look into the lens.
        Her head is turned straight toward us.
        The man faces the wall, with both eyes on the camera.
        The rider spins around to glare at the camera.
        The girl turns her head around to stare at us.
        His face points right at the lens.
    """,
    "head facing the viewer": """
        We can see her whole face and her smile.
        The barber shows us his full face.
        We get a full view of his face.
        You see her entire face.
        His whole face is visible.
        Her face is in full view.
        She presents her full face to us.
        We have a frontal view of his face.
        One can see her full face.
        Her entire face can be seen.
        We see her face head-on.
        His face is clearly visible from the front.
        Both of her eyes are visible.
        You can see both of his eyes.
    """,
    "head hidden": """
        She buries her face in her sleeve.
        Her long hair hides her whole face.
        His face is completely covered.
        The swimmer keeps his face under the water.
        The paddlers have their faces under the surface.
        His features cannot be made out.
        She presses her face into the pillow.
        The boy covers his eyes with both hands.
        The man has buried his head in his arms.
        Neither of his eyes is visible.
        She has turned to the wall, so her face is hidden.
    """,
    "head turned aside": """
        The woman looks over her shoulder, away from the camera.
        He gazes away from the photographer.
        His head is turned to the side.
        She has turned her head the other way.
        Her face is turned sideways, and her hair is loose.
        The man turns his head aside.
        The girl looks away.
        Her head is turned far away, and she frowns.
        He looks away as the ball comes.
        She is staring away from us.
    """,
    "head laid down": """
        She has laid her head on the table.
        He rests his cheek on the desk.
        The student dropped his head onto the keyboard.
        A guest presses her forehead against the tabletop.
        The boy rests his head on his knees.
    """,
    "trunk doubled over": """
        The dancer's head is low, and her stomach is pressed against her thighs.
        He is folded over with his head near his knees.
        She sits with her chest on her thighs.
    """,
    "trunk leaning far back": """
        There is a dramatic backward arch in her torso.
        She bows her back far backward.
        Bending far backward, the dancer laughs.
    """,
    "trunk bent over": """
        His torso is bent all the way down.
        The man has folded forward until his hands touch the grass.
        The torso of the skater in front is folded over.
        The cook has his chest on the counter.
        The rower has slumped forward until his chest lies on the table.
        The gardener is bent all the way down.
        There is a sharp bend in her torso.
        The waiter bows deeply.
        The man takes a deep bow.
    """,
    "trunk leaning back": """
        The surfer has arched his upper body backward.
        The boy leans back from the board with his mouth covered.
        She pulls back from the steam.
        His chest faces the sky.
        The drummer shows a strong backward lean.
        There is a clear backward tilt in his spine.
        With his chest turned up to the ceiling, the man laughs.
        The girl draws back from the flame.
        He is bending backward.
    """,
    "body angled to the viewer's left": """
        His body is angled toward the left of the picture.
    """,
    "body turned to the viewer's left": """
        Her shoulders point to the left edge of the image.
        The rider is headed toward the left side of the picture.
        The man is walking toward the left edge of the photo.
    """,
    "head level": """
        Her head is erect.
        She keeps her head straight.
    """,
    "trunk leaning to the viewer's right": """
        She leans far out to the right of the picture.
        She bends her torso far to the right of the picture.
        He tilts his upper body to the right side of the image.
        The sailor leans way over to the right side of the image.
    """,
    "body facing away": """
        His back is turned to the field and the camera.
        The camera sees her from behind.
        We are looking at his back.
    """,
    "!body facing the viewer": """
        The runner shows the number on his back.
        The name on her back is visible.
        He is turned around, showing us the lettering on his back.
    """,
    "!body facing away": """
        We see his chest and his shirt.
        From here, we can see her face and chest.
        You see his whole front.
    """,
    "posture sitting": """
        The person is on a bench, with one leg over the other.
        Two women are on the benches.
        The guest waits on a chair by the door.
        A toddler has plumped down next to the sandbox.
        They are all on their chairs.
    """,
    "posture lying": """
        She rests on her side.
        The man has laid himself down on the bench.
        He lays himself flat.
    """,
    "posture fallen": """
        The woman has sunk to the floor.
        He slumps down to the ground.
        The girl is curled up on the carpet.
        A man is curled up in the grass.
    """,
}
"""By a statement the sentences that make it, among others perhaps."""

NOT_SO = """
The boy is looking away from the window on the left side of the picture.
The man looks at the pond while a tree stands on the left side of the picture.
His eyes are hidden behind sunglasses.
She hides her eyes behind dark glasses.
The body of the car is bent over.
The boy has a towel folded over his arm.
He has his shirt folded down.
The path leads past the left edge of the picture.
The dog turns its head toward the left edge of the picture.
Neither of the dogs spares a glance for the camera.
The napkin is folded over.
The boy waits until his mother sits down.
The man is trying to lay himself down.
The name on the back of the shirt is long.
Her hair is in full view.
The woman has her hair pulled back from her face.
The man holds a napkin folded over.
Her eyes are hidden behind the dark lenses of her sunglasses.
His eyes cannot be seen behind the goggles.
Neither of his eyes is open.
The boy's head is near her knees.
His helmet is at his feet.
The car's front faces the camera.
The dog's face is turned straight toward the camera.
The jacket's back is visible.
The horse's eyes are on the camera.
"""
"""Sentences that state nothing."""

OF_OWNERS: dict[str, str] = {
    "head hidden": "The woman's face is hidden.",
    "head looking at the viewer": "The woman's eyes are on the camera.",
    "body facing the viewer": "The player's chest is turned toward the camera.",
    "body facing away": "The camera shows only the player's back.",
    "head turned away from the viewer": "Only the back of the skier's head is visible.",
    "head in profile": "The boy's face is in full profile.",
}
"""Statements whose owner is named by a noun with an apostrophe."""
