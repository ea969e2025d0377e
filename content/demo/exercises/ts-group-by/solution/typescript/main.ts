type Person = { name: string; department?: string };

export function groupByDepartment(people: Person[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { name, department } of people) {
    const names = (groups[department || 'none'] ??= []);
    names.push(name);
  }
  return groups;
}
