def reset_context():
    pass
