export { comparePatients, type ComparePatientsOptions } from './comparePatients';
export { PatientComparison } from './patientComparison';
export { pseudobulk, type PseudobulkOptions } from './pseudobulk';
