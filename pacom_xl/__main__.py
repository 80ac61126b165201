"""``python -m pacom_xl`` is the same program as ``pacom-xl``."""

from pacom_xl.cli import main

if __name__ == "__main__":
    main()
