# Sourced by run.sh in fresh namespaces: makes the network of a small cluster.
#   10.0.0.0/16    the machine itself; each server outside of the cluster can have its own address
#   10.96.0.0/16   Services; 10.96.0.10 is the DNS server
#   10.244.0.0/16  pods, behind a bridge (pod-network.ts)
# The first two are local as a whole, so that any address in them can be listened on.
ip link set lo up
ip route add local 10.0.0.0/16 dev lo
ip route add local 10.96.0.0/16 dev lo
# Networks of pods have names here; they are nobody else's business.
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
echo 'nameserver 10.96.0.10' >/run/netns/resolv.conf
mount --bind /run/netns/resolv.conf /etc/resolv.conf
