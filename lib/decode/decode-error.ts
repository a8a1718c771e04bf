/**
 * A body that is not what it claims to be: the sender's mistake, answered with 400 or INVALID_ARGUMENT.
 * `offset` is the byte at which reading stopped, null where there is none (JSON names a path in its message instead).
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly offset: number | null;

  constructor(message: string, offset: number | null = null) {
    super(offset === null ? message : `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
