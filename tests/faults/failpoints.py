"""Failpoints: an import hook that puts a named point before and after every await of chosen modules, and nothing into them."""

import ast
import dis
import importlib.util
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

HIT, GUARDED, EACH = "_failpoint_hit", "_failpoint_guarded", "_failpoint_each"
"""The names under which an instrumented module finds what is called at its points."""
STEPS = {
    "await": ("before", "after"),
    "async with": ("before entering", "after entering", "before leaving", "after leaving"),
    "async for": ("before the next of", "after the next of"),
}
"""Of each kind of await the points it gets. Before leaving a transaction is before its COMMIT."""


Waits = dict[str, Counter[tuple[int, int]]]
"""Of each kind of await, how many stand at a line and column of the source."""


class Instrument(ast.NodeTransformer):
    """Rewrites a module's tree and names every point of it, as `bot.router:Router.accept#1 before future`."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.points: list[str] = []
        self.waits: Waits = {kind: Counter() for kind in STEPS}
        self._scopes: list[str] = []
        self._counts: dict[str, int] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._within(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._within(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        before, after = self._named("await", node, node.value)
        self.generic_visit(node)
        # Tuples are made from left to right: the point, what is awaited; what came of it, the point.
        node.value = _taken(1, _call(HIT, before), node.value)
        return ast.copy_location(_taken(0, node, _call(HIT, after)), node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        for item in node.items:
            names = self._named("async with", _place(node, item.context_expr), item.context_expr)
            item.context_expr = _call(GUARDED, *names, what=self.visit(item.context_expr))
            if item.optional_vars:
                item.optional_vars = self.visit(item.optional_vars)
        node.body = [self.visit(each) for each in node.body]
        return node

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        names = self._named("async for", _place(node, node.iter), node.iter)
        self.generic_visit(node)
        node.iter = _call(EACH, *names, what=node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        names = self._named("async for", node.iter, node.iter) if node.is_async else []
        self.generic_visit(node)
        if names:
            node.iter = _call(EACH, *names, what=node.iter)
        return node

    def _within(self, node: Any) -> ast.AST:
        self._scopes.append(node.name)
        self.generic_visit(node)
        self._scopes.pop()
        return node

    def _named(self, kind: str, at: ast.expr | ast.stmt, what: ast.expr) -> list[str]:
        """Name the points of one await, in the order in which a reader finds them in their function."""
        self.waits[kind][at.lineno, at.col_offset] += 1
        where = ".".join(self._scopes) or "<module>"
        number = self._counts[where] = self._counts.get(where, 0) + 1
        names = [f"{self.module}:{where}#{number} {step} {_label(what)}" for step in STEPS[kind]]
        self.points += names
        return names


def _place(statement: ast.stmt, what: ast.expr) -> ast.expr | ast.stmt:
    """Tell where the bytecode has it: from Python 3.13 on at what is entered, before at the whole statement."""
    return what if sys.version_info >= (3, 13) else statement


def instrumented(module: str, source: str, path: str) -> tuple[Instrument, CodeType]:
    """Compile a module with its points."""
    instrument = Instrument(module)
    tree = ast.fix_missing_locations(instrument.visit(ast.parse(source, path)))
    return instrument, compile(tree, path, "exec", dont_inherit=True)


class Failpoints(PathFinder):
    """The finder to put first in `sys.meta_path`. `hit` is called with the name at each point that is reached."""

    def __init__(self, modules: Collection[str], hit: Callable[[str], None]) -> None:
        self.modules = frozenset(modules)
        self.hit = hit
        self.points: list[str] = []

    def install(self) -> None:
        """Watch imports from now on. Raises RuntimeError when one of the modules is there already, without its points."""
        if early := sorted(self.modules & sys.modules.keys()):
            raise RuntimeError(f"Imported before their failpoints: {', '.join(early)}.")
        sys.meta_path.insert(0, self)

    def find_spec(  # type: ignore[override]
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path, target) if name in self.modules else None
        if found is None or found.origin is None:
            return None
        loader = _Loader(name, found.origin, self)
        inside = found.submodule_search_locations
        return importlib.util.spec_from_file_location(
            name, found.origin, loader=loader, submodule_search_locations=inside
        )


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, failpoints: Failpoints) -> None:
        super().__init__(name, path)
        self._failpoints = failpoints

    def get_code(self, fullname: str) -> CodeType:
        """Compile each time: a cached file would be one without points."""
        source = Path(self.path).read_text(encoding="utf-8")
        instrument, code = instrumented(fullname, source, self.path)
        self._failpoints.points += instrument.points
        return code

    def exec_module(self, module: ModuleType) -> None:
        hit = self._failpoints.hit
        vars(module)[HIT] = hit
        vars(module)[GUARDED] = lambda *names, what: _Guarded(hit, names, what)
        vars(module)[EACH] = lambda *names, what: _each(hit, names, what)
        super().exec_module(module)


class _Guarded:
    """An async context manager with points around its entering and leaving."""

    def __init__(self, hit: Callable[[str], None], names: Sequence[str], within: Any) -> None:
        self._hit, self._names, self._within = hit, names, within

    async def __aenter__(self) -> Any:
        self._hit(self._names[0])
        entered = await self._within.__aenter__()
        self._hit(self._names[1])
        return entered

    async def __aexit__(self, *error: object) -> Any:
        self._hit(self._names[2])
        is_handled = await self._within.__aexit__(*error)
        self._hit(self._names[3])
        return is_handled


async def _each(hit: Callable[[str], None], names: Sequence[str], over: Any) -> AsyncIterator[Any]:
    hit(names[0])
    async for each in over:
        hit(names[1])
        yield each
        hit(names[0])
    hit(names[1])


def waits_in(code: CodeType) -> Waits:
    """Find every await by the bytecode alone, which knows nothing of the tree above.

    What stands in a `finally` is compiled more than once, and a comprehension with an await in it is itself awaited.
    """
    found: Waits = {kind: Counter() for kind in STEPS}
    for kind, line, column in _waits(code):
        found[kind][line, column] += 1
    return found


def _waits(code: CodeType) -> Iterator[tuple[str, int, int]]:
    for each in dis.get_instructions(code):
        positions = each.positions
        at = (positions.lineno or 0, positions.col_offset or 0) if positions else (0, 0)
        if each.opname == "GET_AWAITABLE" and each.arg in {0, 1}:
            yield "await" if each.arg == 0 else "async with", *at
        elif each.opname == "GET_AITER":
            yield "async for", *at
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _waits(constant)


def _call(name: str, *arguments: str, what: ast.expr | None = None) -> ast.Call:
    keywords = [ast.keyword("what", what)] if what is not None else []
    return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(each) for each in arguments], keywords)


def _taken(index: int, *parts: ast.expr) -> ast.Subscript:
    return ast.Subscript(ast.Tuple(list(parts), ast.Load()), ast.Constant(index), ast.Load())


def _label(what: ast.expr) -> str:
    """Name what is awaited, as briefly as a reader recognises it."""
    match what:
        case ast.Call(func=func):
            return _label(func)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(value=value):
            return _label(value)
    return ast.unparse(what)[:40]
