class PrefixRecord:
    @staticmethod
    def from_path(path):
        return path
