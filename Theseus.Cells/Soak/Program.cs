return 0; // placeholder until the soak is written
