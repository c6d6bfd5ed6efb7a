export { profile, type ProfileOptions } from './profile';
export { ProfileRecorder } from './profileRecorder';
export type { ProfileParts, RunProfile } from './runProfile';
