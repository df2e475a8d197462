#!/usr/bin/python3
"""A card of vsmartcard's ISO 7816 operating system on the virtual reader: another's emulator for our reader.

    lay.py PORT LAYOUT

LAYOUT is a list of words: `pin DIGITS` · `mf`, or `df` and the bytes of its name, where what follows lies · `ef ID SIZE` and
the bytes of its content, filled with FF up to SIZE (decimal); the low five bits of ID are its short name. `#` starts a comment.
SELECT, READ BINARY and VERIFY are vsmartcard's doing, but for the two things said below. It goes with the signal that ends it.
Debian's python3-virtualsmartcard lies beside Python's path and knows pycryptodome by its older name.
"""
import sys

sys.path.append("/usr/lib/python3/site-packages/virtualsmartcard")
try:
    import Cryptodome.Cipher.AES, Cryptodome.Cipher.ARC4, Cryptodome.Cipher.DES, Cryptodome.Cipher.DES3
    import Cryptodome.Hash.HMAC, Cryptodome.Hash.SHA
except ImportError:
    sys.exit("python3-pycryptodome is not installed")
for name in [name for name in sys.modules if name.startswith("Cryptodome")]:
    sys.modules["Crypto" + name[len("Cryptodome"):]] = sys.modules[name]
try:
    from virtualsmartcard.SmartcardFilesystem import DF, MF, TransparentStructureEF
    from virtualsmartcard.SWutils import SW_MESSAGES, SwError
    from virtualsmartcard.SmartcardSAM import SAM
    from virtualsmartcard.VirtualSmartcard import VirtualICC
except ImportError as missing:
    sys.exit(f"python3-virtualsmartcard is not installed: {missing}")


class QuietMF(MF):
    """SELECT without file control information: packing it fails in the Python 3 form, and no card reader of ours asks for it."""

    def selectFile(self, p1, p2, data):
        return super().selectFile(p1, 0x0C, data)


class AskedSAM(SAM):
    """The empty VERIFY asks for the tries left (ISO 7816-4, 11.5.6); vsmartcard's own takes it for a wrong PIN."""

    def verify(self, p1, p2, pin):
        if not pin:
            word = 0x63C0 | self.counter
            SW_MESSAGES.setdefault(word, "tries left")
            raise SwError(word)
        return super().verify(p1, p2, pin)


def statements(path):
    """Each keyword with what follows it up to the next; bytes are in capitals, keywords are not."""
    with open(path, encoding="utf-8") as layout:
        words = [word for line in layout for word in line.split("#")[0].split()]
    starts = [at for at, word in enumerate(words) if word in ("pin", "mf", "df", "ef")] + [len(words)]
    return [words[begin:end] for begin, end in zip(starts, starts[1:])]


def laid_out(path):
    mf = QuietMF()
    folder, pin, number = mf, b"", 0x1000
    for kind, *rest in statements(path):
        if kind == "pin":
            pin = rest[0].encode()
        elif kind == "mf":
            folder = mf
        elif kind == "df":
            number += 1
            folder = DF(parent=mf, fid=number, dfname=bytes.fromhex("".join(rest)))
            mf.append(folder)
        else:
            name, size = int(rest[0], 16), int(rest[1])
            content = bytes.fromhex("".join(rest[2:])).ljust(size, b"\xff")
            folder.append(TransparentStructureEF(parent=folder, fid=name, shortfid=name & 0x1F, data=content))
    return mf, AskedSAM(pin, b"0000000000", mf)


def main():
    mf, sam = laid_out(sys.argv[2])
    card = VirtualICC(None, "iso7816", "127.0.0.1", int(sys.argv[1]), logginglevel=50)
    card.os.__init__(mf, sam)
    card.run()


main()
