/** Why a call to another server brought no answer that can be read. */
export type UpstreamFailureReason = "timeout" | "aborted" | "unreachable" | "network" | "too-large";

/** No answer of another server. Carries nothing of the request or the answer (Z10). */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  /** `unreachable`: the request never left this machine; `network`: it may have arrived. */
  readonly reason: UpstreamFailureReason;

  constructor(reason: UpstreamFailureReason) {
    super(`no answer: ${reason}`);
    this.reason = reason;
  }
}
