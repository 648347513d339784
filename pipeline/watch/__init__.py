"""Does a publication look like its source's own history? The narrow face: a profile and its alarms."""

from pipeline.watch.alarm import Alarm
from pipeline.watch.alarms import alarms
from pipeline.watch.profile import Profile, profile_of

__all__ = ["Alarm", "Profile", "alarms", "profile_of"]
