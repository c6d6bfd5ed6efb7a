export { spatialDomains, type SpatialDomainsOptions } from './spatialDomains';
export { type DomainScore, SpatialDomains } from './spatialDomainsResult';
