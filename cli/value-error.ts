/** The value of an option is invalid, and this one is close to it. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  readonly suggestion: string;
  constructor(fault: string, suggestion: string) {
    super(fault);
    this.suggestion = suggestion;
  }
}
