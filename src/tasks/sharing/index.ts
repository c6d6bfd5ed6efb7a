export { neighborSharing, NeighborSharing, type NeighborSharingOptions } from './neighborSharing';
