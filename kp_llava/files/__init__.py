"""Files: written whole or not at all, and read only where the user said.

folder.py        a folder, whole or not at all
write.py         one file, whole or not at all
named.py         picture folders that the user named, as a file keeps them
picture.py       pictures that a file names: found, opened and measured within the user's folders
json_file.py     a JSON file that holds one object, read whole or refused in one line
model_folder.py  a model's folder, looked through before anything is built of it
signature.py     what this user named or wrote on this machine
"""

from .folder import drafted_folder
from .named import find_folders, record_folders
from .picture import PictureFault, find_picture, opened_picture, read_picture
from .write import open_atomically, write_atomically

__all__ = [
    "PictureFault",
    "drafted_folder",
    "find_folders",
    "find_picture",
    "open_atomically",
    "opened_picture",
    "read_picture",
    "record_folders",
    "write_atomically",
]
