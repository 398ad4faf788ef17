"""What goes into the app package for Teams: the manifest with its languages, the icons, and the zip around them."""
