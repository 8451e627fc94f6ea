/** `name` with the smallest number behind it that makes it new among `taken`, to which it is added. */
export function freeName(name: string, taken: Set<string>): string {
  let number = 1;
  while (taken.has(`${name}${number}`)) number++;
  const free = `${name}${number}`;
  taken.add(free);
  return free;
}
