import { kernelApi } from '../../protocol';
import { changesOf } from './changes';
import { dataOf, HOLDERS } from './dataOf';
import { derivedBy } from './derivedBy';
import { describeType } from './describeType';
import { namesOfKinds } from './namesOfKinds';
import { refuseCall } from './refuseCall';
import { refuseName } from './refuseName';

/**
 * Says to the kernel which names the data of a notebook hold: its cells are completed with them and checked against them before they
 * run. Outside of a kernel nothing is offered.
 */
export function offerNames(): void {
  kernelApi()?.offerNames({
    holders: HOLDERS,
    holds: (value) => dataOf(value) !== undefined,
    names: namesOfKinds,
    refuse: refuseName,
    refuseCall,
    changes: changesOf,
    derives: derivedBy,
    describe: describeType,
  });
}
