"""Files from strangers, made anew: what they showed is kept, what else they carried is not.

One module for each kind, run in the limited child (`lib/limited`): each has `remake(source, folder)`, which writes new
files into the folder and returns what is to be said of them.
"""
