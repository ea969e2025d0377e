import type { Attack } from './attack.ts';

/**
 * Returns an object that claims to be equal to whatever it is compared with.
 * Expected: comparison happens on the host, on JSON: such an object has no meaning there.
 * Control: compared inside the process it is equal.
 */
export const equalToEverything: Attack = {
  name: 'equal-to-everything',
  source: `
class Anything(int):
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 0
value = Anything(7)
if step == 'control':
    tell(value == 42, 'equal')
else:
    tell(json.loads(json.dumps({'json': value}))['json'] == 42, 'as JSON it is', json.dumps(value))
`,
  control: { without: 'comparison outside' },
};
