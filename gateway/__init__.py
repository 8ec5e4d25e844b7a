"""What is done with the offices' answers: asking, admitting, merging, presenting; and the doors."""
