"""What a statement is answered with that Redshift refuses."""

SYNTAX_ERROR = "42601"
NOT_SUPPORTED = "0A000"
INTERNAL = "XX000"


class Refusal(Exception):
    def __init__(self, sqlstate, message, detail=None, hint=None):
        super().__init__(message)
        self.fields = {"S": "ERROR", "C": sqlstate, "M": message, "D": detail, "H": hint}


def syntax_error(near):
    return Refusal(SYNTAX_ERROR, f'syntax error at or near "{near}"' if near else "syntax error at end of input")


def not_supported(what):
    return Refusal(NOT_SUPPORTED, what)


def with_details(message, code, context, query_id, location):
    """Errors of the engine itself carry a block such as this."""
    line = "-" * 47
    detail = "\n".join(["", line, f"error:  {message}", f"code:      {code}", f"context:   {context}", f"query:     {query_id}",
                        f"location:  {location}", "process:   padbmaster [pid=1]", line])
    return Refusal(INTERNAL, message, detail.replace("\n", "\n  "))
