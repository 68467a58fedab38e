"""What people and programs are told: Chinese words, contract objects, tables."""
