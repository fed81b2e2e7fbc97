# Sourced by on-machine.sh in fresh namespaces: makes the network of a small cluster.
#   10.0.0.0/16     the machine itself; each server outside of the cluster can have its own address
#   10.0.0.10       the node, and the API server; network policies do not apply to it, as to a kubelet
#   203.0.113.0/24  the machine as well: servers that stand for the public Internet
#   10.96.0.0/16    Services, which kube-proxy translates
#   10.244.0.0/16   pods, each with a link of its own (pod-network.ts); those of 10.244.255.0/24 are servers of the tests,
#                   on the machine itself: 53 is the DNS, 80 Knative's ingress
#   169.254.169.254 what gives out the credentials of a cloud
#   fd00:10:244::/48
#                   pods by IPv6: servers of the tests, on the machine itself
ip link set lo up
ip addr add 10.0.0.10/32 dev lo
ip addr add 10.244.255.53/32 dev lo
ip addr add 10.244.255.80/32 dev lo
ip addr add 169.254.169.254/32 dev lo
ip route add local 10.0.0.0/16 dev lo
ip route add local 203.0.113.0/24 dev lo
# Without a source, the machine's own calls would come from the address of the Service.
ip route add local 10.96.0.0/16 dev lo src 10.0.0.10
sysctl -qw net.ipv4.ip_forward=1
if [ "${E2E_IPV6:-}" != ignore ]; then
  sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.ip_nonlocal_bind=1 &&
    ip route add local fd00:10:244::/48 dev lo || {
    echo 'This kernel has no IPv6. To run without the tests of it: E2E_IPV6=ignore' >&2
    exit 1
  }
fi

# The first packet of each connection from or to a pod waits for a verdict of kube-network-policies.
# There is no bypass: without the engine nothing gets through.
# judge IPTABLES PODS [NODE]: the addresses of one family
judge() {
  "$1" -w -N POLICIES &&
    "$1" -w -A POLICIES -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN &&
    { [ $# -lt 3 ] || "$1" -w -A POLICIES -s "$3" -j RETURN; } &&
    "$1" -w -A POLICIES -p tcp -j NFQUEUE --queue-num 100 &&
    "$1" -w -A POLICIES -p udp -j NFQUEUE --queue-num 100 &&
    "$1" -w -A FORWARD -j POLICIES &&
    "$1" -w -A INPUT -s "$2" -j POLICIES &&
    "$1" -w -A OUTPUT -d "$2" -j POLICIES
}
enforce_network_policies() {
  judge iptables 10.244.0.0/16 10.0.0.10 &&
    { [ "${E2E_IPV6:-}" = ignore ] || judge ip6tables fd00:10:244::/48; }
}
if [ "${E2E_NETWORK_POLICIES:-}" = ignore ]; then
  echo 'Network policies are NOT enforced in this run: E2E_NETWORK_POLICIES=ignore' >&2
elif ! enforce_network_policies; then
  echo 'This kernel cannot enforce network policies: it lacks iptables with conntrack or NFQUEUE.' >&2
  echo 'To run without them, and without the tests of them: E2E_NETWORK_POLICIES=ignore' >&2
  exit 1
fi

# Networks of pods have names here; they are nobody else's business.
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
echo 'nameserver 10.96.0.10' >/run/netns/resolv.conf
mount --bind /run/netns/resolv.conf /etc/resolv.conf
