import { isObject, member } from './json.js';

/** Deeper than any document that means something; databases and recursive readers stop somewhere beyond. */
const DEEPEST = 100;
// NUL, and halves of surrogate pairs: JSON can carry both, PostgreSQL can hold neither.
const UNSTORABLE = /\0|\p{Surrogate}/u;

interface Node {
  value: unknown;
  key: string | number;
  parent?: Node;
  depth: number;
}

/** What keeps a document from being stored as it is: nesting without end, or text that is none. Walks without recursion. */
export function findUnstorable(document: unknown): { path: string; reason: 'depth' | 'text' } | undefined {
  const open: Node[] = [{ value: document, key: '', depth: 0 }];
  for (let node = open.pop(); node; node = open.pop()) {
    const { value, depth } = node;
    if (typeof value === 'string' ? UNSTORABLE.test(value) : UNSTORABLE.test(String(node.key)))
      return { path: pathOf(node), reason: 'text' };
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEEPEST) return { path: pathOf(node, 6), reason: 'depth' };
    pushMembers(open, node);
  }
  return undefined;
}

function pushMembers(open: Node[], node: Node): void {
  const depth = node.depth + 1;
  if (Array.isArray(node.value))
    node.value.forEach((value: unknown, key) => open.push({ value, key, parent: node, depth }));
  else if (isObject(node.value))
    for (const key of Object.keys(node.value))
      open.push({ value: node.value[key], key, parent: node, depth });
}

/** JSON path of a node; of a very deep one only the first `most` steps. */
function pathOf(node: Node, most = DEEPEST): string {
  const steps: (string | number)[] = [];
  for (let at: Node | undefined = node; at?.parent; at = at.parent) steps.unshift(at.key);
  return steps
    .slice(0, most)
    .reduce<string>((path, step) => (typeof step === 'number' ? `${path}[${step}]` : member(path, step)), '');
}
