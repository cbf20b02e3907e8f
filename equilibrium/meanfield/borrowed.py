"""Arrays that compiled code borrows: it reads and writes them as any other and does not count who holds them.

Numba counts references to an array, atomically, wherever one is passed on or sliced: a quarter of a week's time, when the arrays
are as small as the twin's. Who calls holds them until the call returns, so within it nobody need count.
"""

from numba.core import types
from numba.core.extending import intrinsic


@intrinsic
def borrowed(typing, held):
    """`held`, an array or a tuple of arrays and tuples, without the count; it must outlive what is made of this."""

    def view(context, builder, kind, value):
        if isinstance(kind, types.Array):
            array = context.make_array(kind)(context, builder, value)
            array.meminfo = array.meminfo.type(None)
            return array._getvalue()
        if isinstance(kind, types.BaseTuple):
            for k, each in enumerate(kind):
                value = builder.insert_value(value, view(context, builder, each, builder.extract_value(value, k)), k)
        return value

    def build(context, builder, signature, arguments):
        return view(context, builder, held, arguments[0])

    return held(held), build
