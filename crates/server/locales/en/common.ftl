product = Kashika
