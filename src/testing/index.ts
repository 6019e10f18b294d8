export { ConnectionDropped, isConnectionDropped } from "./authgear/connection-dropped.js";
export { createAuthgearEmulator } from "./authgear/create-authgear-emulator.js";
export type { AuthgearEmulator, ConnectionInfo } from "./authgear/create-authgear-emulator.js";
export type { EmulatorControls } from "./authgear/controls.js";
export { emulatorNodeListener } from "./authgear/emulator-node-listener.js";
export type { FetchServer } from "./authgear/emulator-node-listener.js";
export type { FaultKind, FaultOptions, FaultSwitch } from "./authgear/faults.js";
export type { NewUser } from "./authgear/model/add-user.js";
export type { AuditRecord } from "./authgear/model/audit-record.js";
export { createSigningKey } from "./authgear/model/signing-key.js";
export type { SigningKey } from "./authgear/model/signing-key.js";
export type { EmulatorClient, EmulatorOptions } from "./authgear/options.js";
export type { LoggedRequest } from "./authgear/request-log.js";
export type { SignInOptions, SignInTokens } from "./authgear/sign-in.js";
export type { SessionFilter, SessionView, UserView } from "./authgear/views.js";
export type { ConformanceHooks, ConformanceOptions, WantedToken } from "./conformance/conformance-options.js";
export type {
  ConformanceReport,
  ConformanceResult,
  ConformanceSection,
} from "./conformance/conformance-report.js";
export { renderConformance } from "./conformance/render-conformance.js";
export { runConformance } from "./conformance/run-conformance.js";
