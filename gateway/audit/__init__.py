"""The trail: who asked, who saw and who changed what, append-only and provably so."""
