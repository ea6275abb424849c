"""The practice LMS: a platform that answers as a captured Moodle 4.5 does."""
