"""Starts clusters and connects to them: on this machine, as jobs of Slurm, or one that is there."""

from __future__ import annotations

import asyncio
import socket
import sys
from urllib.parse import urlsplit

from distributed import Client, LocalCluster, Security

from .errors import ClusterFailure

# Seconds for a connection (ours).
CONNECT = 8


async def connect(address: str, certificates: dict | None) -> Client:
    """Raises ClusterFailure 'cluster-unreachable' where nothing listens, 'cluster-refused' where something listens and says no."""
    await reach(address)
    try:
        security = Security(**certificates, require_encryption=True) if certificates else None
        return await Client(address, asynchronous=True, security=security, timeout=CONNECT, set_as_default=False)
    except Exception as error:
        how = "takes encrypted connections only" if not certificates else "does not take these certificates"
        cause = str(error.__cause__ or error).splitlines()[0][:200] if str(error.__cause__ or error) else repr(error)
        raise ClusterFailure(
            "cluster-refused",
            f"The scheduler at {address} refused the connection: most likely it {how} ({cause}).",
            "Give the certificates that its administrator made for you: { certificates: { ca, certificate, key } }.",
        ) from error


async def reach(address: str) -> None:
    """Whether something listens at all, which Dask tells late and in no words of its own."""
    where = urlsplit(address)
    try:
        opened = asyncio.open_connection(where.hostname, where.port)
        _, writer = await asyncio.wait_for(opened, CONNECT)
    except (OSError, TimeoutError, socket.gaierror) as error:
        why = getattr(error, "strerror", None) or "no answer"
        raise ClusterFailure(
            "cluster-unreachable", f"There is no scheduler at {address} ({why}).", "Look at the address, and whether it can be reached from here."
        ) from error
    writer.close()


async def local(header: dict) -> tuple[LocalCluster, Client]:
    """Workers on this machine. Certificates made for the run keep other users of the machine out: its loopback is for all of them."""
    security = Security.temporary()
    cluster = await LocalCluster(
        n_workers=header["workers"],
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=security,
        dashboard_address=header.get("dashboard"),
        memory_limit=header.get("memory", "auto"),
        silence_logs=60,
        asynchronous=True,
    )
    return cluster, await Client(cluster, asynchronous=True, security=security, set_as_default=False)


def job_settings(header: dict) -> dict:
    """A job of Slurm is one worker with one Node process, which computes on all cores of the job."""
    return {
        "job_name": "tissuebook",
        "cores": header["cores"],
        "processes": 1,
        "memory": header["memory"],
        "queue": header.get("partition"),
        "account": header.get("account"),
        "walltime": header["time"],
        "python": header.get("python", sys.executable),
        "job_script_prologue": header.get("prologue", []),
        "job_extra_directives": header.get("directives", []),
        # Dask would take as many tasks at a time as there are cores.
        "worker_extra_args": ["--nthreads", "1", "--no-dashboard"],
        "local_directory": header.get("scratch"),
        "protocol": "tls://",
    }


def slurm_script(header: dict) -> str:
    """The script of a job, with the scheduler's address and the certificates left open."""
    from dask_jobqueue.slurm import SLURMJob

    folder = f"{header['shared']}/certificates"
    security = Security(
        tls_ca_file=f"{folder}/ca.pem", tls_worker_cert=f"{folder}/worker.pem", tls_worker_key=f"{folder}/worker.key", require_encryption=True
    )
    return SLURMJob("tls://scheduler:8786", name="tissuebook", security=security, **job_settings(header)).job_script()


async def slurm(header: dict) -> tuple:
    """Jobs of Slurm, through dask-jobqueue. Certificates are made for this run and lie in a folder that the jobs can read."""
    from dask_jobqueue import SLURMCluster

    cluster = await SLURMCluster(
        **job_settings(header),
        security=Security.temporary(),
        shared_temp_directory=header["shared"],
        scheduler_options={"dashboard": False, **({"host": header["host"]} if header.get("host") else {})},
        asynchronous=True,
    )
    # Jobs that are cancelled or end too early are started again.
    cluster.adapt(minimum_jobs=header["jobs"], maximum_jobs=header["jobs"])
    client = await Client(cluster, asynchronous=True, set_as_default=False)
    try:
        await client.wait_for_workers(1, timeout=header["wait"])
    except TimeoutError as error:
        await client.close()
        await cluster.close()
        raise ClusterFailure(
            "cluster-unreachable", f"No job of Slurm has started within {header['wait']} s.", "Look at squeue, or give wait a larger value."
        ) from error
    return cluster, client
