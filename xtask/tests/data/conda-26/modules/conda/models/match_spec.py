class MatchSpec:
    def __init__(self, url, md5=None, sha256=None):
        self.url, self.md5, self.sha256 = url, md5, sha256
