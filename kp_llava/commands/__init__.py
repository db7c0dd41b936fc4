"""The kp-llava commands, one file each: parse, call one function, print."""
