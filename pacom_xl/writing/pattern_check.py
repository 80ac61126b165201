"""The pattern of a field as a formula of a data validation, where one can be written."""

from __future__ import annotations

from pacom_xl.template.code_patterns import Piece, pattern_pieces

#: Longest formula of a validation.
_LONGEST = 255
#: Capital letters have the codes 65 to 90: this far from their middle at most.
_MIDDLE, _REACH = "77.5", 13


def pattern_formula(pattern: str, cell: str, also: str = "") -> str | None:
    """A formula, without ``=``, that holds where the text of ``cell`` matches; ``None`` where none can be written.

    ``also``: another condition that must hold. A formula has at most one piece of varying length, so that the pieces
    after it are found from the end of the text.
    """
    pieces = pattern_pieces(pattern)
    if pieces is None or any(piece.most is None for piece in pieces):
        return None
    varying = [number for number, piece in enumerate(pieces) if piece.least != piece.most]
    if len(varying) > 1:
        return None
    conditions = [also] if also else []
    conditions += [_length(pieces, cell), *_pieces(pieces, varying[0] if varying else len(pieces), cell)]
    formula = f"AND({','.join(conditions)})"
    return formula if len(formula) < _LONGEST else None


def _length(pieces: tuple[Piece, ...], cell: str) -> str:
    low, high = sum(piece.least for piece in pieces), sum(piece.most or 0 for piece in pieces)
    return f"LEN({cell})={low}" if low == high else f"LEN({cell})>{low - 1},LEN({cell})<{high + 1}"


def _pieces(pieces: tuple[Piece, ...], varying: int, cell: str) -> list[str]:
    """One condition for each piece."""
    conditions = []
    for number, piece in enumerate(pieces):
        before = sum(one.least for one in pieces[:number])
        after = sum(one.least for one in pieces[number + 1 :])
        if number < varying:
            part = f"MID({cell},{before + 1},{piece.least})" if before else f"LEFT({cell},{piece.least})"
        elif number == varying:
            part = f"MID({cell},{before + 1},LEN({cell})-{before + after})" if before + after else cell
        else:
            part = (
                f"MID({cell},LEN({cell})-{after + piece.least - 1},{piece.least})"
                if after
                else (f"RIGHT({cell},{piece.least})")
            )
        conditions.append(_condition(piece, part))
    return conditions


def _condition(piece: Piece, part: str) -> str:
    """Whether a part of the text is the fixed text of a piece, has its digits, or its capital letters."""
    if piece.kind == "fixed":
        return f'EXACT({part},"{piece.text}")' if piece.text.upper() != piece.text.lower() else f'{part}="{piece.text}"'
    if piece.kind == "digits":
        # A text that is no number, or a number in another form (1E2, -12), differs from the one shown in digits.
        return f'EXACT(TEXT(--{part},"{"0" * piece.least}"),{part})'
    codes = f'CODE(MID({part}&"{"A" * (piece.most or 1)}",ROW($1:${piece.most}),1))'
    return f"SUMPRODUCT(--(ABS({_MIDDLE}-{codes})>{_REACH}))=0"
