/** The value of an option is invalid. `suggestion` is a similar valid value. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  readonly suggestion: string;
  constructor(fault: string, suggestion: string) {
    super(fault);
    this.suggestion = suggestion;
  }
}
