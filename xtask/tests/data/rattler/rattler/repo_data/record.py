class RepoDataRecord:
    @staticmethod
    async def from_package_archive(path):
        return path
