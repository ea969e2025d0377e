type Person = { name: string; department?: string };

export function groupByDepartment(people: Person[]): Record<string, string[]> {
  return {};
}
