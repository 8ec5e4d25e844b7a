"""Many admitted facts to one answer: pure, independent of order, disagreements kept and shown."""
