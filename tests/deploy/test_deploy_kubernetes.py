"""The Kubernetes manifests as rendered for the overlay, held against the code."""

import re
from collections import Counter

import kubernetes_validate
import pytest
import typer.main

from apps.checkonce.cli import app as command_line
from apps.checkonce.embedded.layout import CONFIDANTS
from apps.portal.measured import Measures
from apps.portal.settings import PortalSettings
from deploy.k8s.rendering import documents, render
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.http import ops
from libs.events.http.engine_access import ENGINE_ROUTERS, OPERATION_ROUTERS
from libs.events.settings import Role
from libs.events.store.fitting import MESSAGE_MOST
from libs.events.telemetry import metrics
from services.registry.app import service as registry

from .deployed import ROOT, SERVICES, Grant, check_variables, grants, shares, signs

PLACE, NEIGHBOUR = "421088", "430623"
K8S = ROOT / "deploy/k8s"
OVERLAY = K8S / "overlays/jianli"
MANIFESTS = render(OVERLAY)
BUILT_IN = re.compile(r"^(v1|apps/v1|autoscaling/v2|policy/v1|networking\.k8s\.io/v1)$")
CUSTOM = {
    "kafka.strimzi.io/v1": {"Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser"},
    "postgresql.cnpg.io/v1": {"Cluster", "Database"},
    "keda.sh/v1alpha1": {"ScaledObject", "TriggerAuthentication"},
    "monitoring.coreos.com/v1": {"PodMonitor", "PrometheusRule"},
}
PROCESSES = [(service, role) for service in SERVICES for role in ("api", "worker")]
OPERATIONS = {"Read", "Write", "Create", "Delete", "Alter", "Describe", "ClusterAction", "All"}


def named(kind):
    return {manifest["metadata"]["name"]: manifest for manifest in MANIFESTS if manifest["kind"] == kind}


def pod(name):
    return named("Deployment")[name]["spec"]["template"]["spec"]


def container(name):
    (only,) = pod(name)["containers"]
    return only


def environment(name):
    """The variables as the container sees them; a Secret's value is invented."""
    maps, only = named("ConfigMap"), container(name)
    found = {}
    for source in only.get("envFrom", ()):
        found |= maps[source["configMapRef"]["name"]]["data"]
    for variable in only["env"]:
        match variable:
            case {"value": value}:
                found[variable["name"]] = re.sub(r"\$\((\w+)\)", lambda hit: found[hit[1]], value)
            case {"valueFrom": {"configMapKeyRef": {"name": source, "key": key}}}:
                found[variable["name"]] = maps[source]["data"][key]
            case {"valueFrom": {"secretKeyRef": {"key": key}}}:
                found[variable["name"]] = "[]" if key.endswith(".json") else "secret0"
    return found


def test_names_are_unique_and_all_in_the_place_s_namespace():
    assert max(Counter((m["kind"], m["metadata"]["name"]) for m in MANIFESTS).values()) == 1
    spaces = {m["metadata"].get("namespace") for m in MANIFESTS if m["kind"] != "Namespace"}
    assert spaces == {f"checkonce-{PLACE}"} == set(named("Namespace"))


@pytest.mark.parametrize(
    "manifest", [m for m in MANIFESTS if BUILT_IN.match(m["apiVersion"])], ids=lambda m: m["metadata"]["name"]
)
def test_built_in_kinds_are_strictly_valid(manifest):
    kubernetes_validate.validate(manifest, "1.32", strict=True)


def test_custom_kinds_have_the_versions_and_the_shape_of_their_operators():
    for manifest in MANIFESTS:
        if not BUILT_IN.match(manifest["apiVersion"]):
            assert manifest["kind"] in CUSTOM[manifest["apiVersion"]], manifest["metadata"]
            assert set(manifest) == {"apiVersion", "kind", "metadata", "spec"}
    for user in named("KafkaUser").values():
        assert set(user["spec"]) == {"authentication", "authorization"}
        assert user["spec"]["authentication"] == {"type": "scram-sha-512"}
        assert user["spec"]["authorization"]["type"] == "simple"
        for acl in user["spec"]["authorization"]["acls"]:
            assert set(acl) == {"resource", "operations"}
            assert set(acl["resource"]) <= {"type", "name", "patternType"}
            assert set(acl["operations"]) <= OPERATIONS
    for kind in ("KafkaUser", "KafkaTopic", "KafkaNodePool"):
        for manifest in named(kind).values():
            assert manifest["metadata"]["labels"] == {"strimzi.io/cluster": "kafka"}
    assert set(named("Kafka")) == {"kafka"}
    assert set(named("Cluster")) == {"postgres"}


def test_every_file_of_the_folder_is_used():
    used = {"kustomization.yaml"}
    for kustomization in K8S.rglob("kustomization.yaml"):
        (content,) = documents(kustomization)
        for name in [*content.get("resources", ()), *(patch["path"] for patch in content.get("patches", ()))]:
            assert (kustomization.parent / name).exists(), name
            used.add(name.rsplit("/", 1)[-1])
    assert {path.name for path in K8S.rglob("*.yaml")} <= used


def test_each_service_is_an_api_and_a_worker_by_the_command_that_exists():
    assert set(named("Deployment")) == {"portal"} | {f"{service}-{role}" for service, role in PROCESSES}
    serve = typer.main.get_command(command_line).get_command(None, "serve")
    for service, role in PROCESSES:
        command = container(f"{service}-{role}")["command"]
        assert command == ["checkonce", "serve", service, "--role", role]
        given = serve.make_context("serve", command[2:], resilient_parsing=False).params
        assert (given["service"], Role(given["role"])) == (service, Role(role))
    assert container("portal")["command"] == ["python", "-m", "apps.portal"]


@pytest.mark.parametrize("name", sorted(named("Deployment")))
def test_the_variables_of_a_pod_are_settings_that_start(name, monkeypatch):
    settings = check_variables(environment(name), monkeypatch)
    ports = {port["name"]: port["containerPort"] for port in container(name)["ports"]}
    assert (settings.place, settings.host, settings.port) == (PLACE, "0.0.0.0", ports.pop("http"))  # noqa: S104 - in a pod
    assert ports == ({"metrics": settings.metrics_port} if name == "portal" else {})
    if isinstance(settings, PortalSettings):
        for service in SERVICES:
            assert (
                getattr(settings, f"{service}_url")
                == f"http://{service}:{named('Service')[service]['spec']['ports'][0]['port']}"
            )
        return
    service, role = name.split("-")
    url = settings.database_url.get_secret_value()
    assert url.startswith(f"postgresql://{service}:secret0@postgres-rw:5432/{service}?sslmode=verify-full&sslrootcert=/run/")
    assert settings.kafka_bootstrap == "kafka-kafka-bootstrap:9093"
    assert settings.kafka_security == "SASL_SSL"
    if role == "worker":
        assert settings.kafka_username == service
        assert environment(name)["CHECKONCE_KAFKA_PASSWORD"] == "secret0"
    else:
        assert settings.kafka_username == ""


def test_the_owner_migrates_before_a_service_starts_and_only_then():
    migrate = typer.main.get_command(command_line).get_command(None, "migrate")
    for service, role in PROCESSES:
        (first,) = pod(f"{service}-{role}")["initContainers"]
        assert migrate.make_context("migrate", first["command"][2:]).params["service"] == service
        password, url = first["env"]
        assert password["valueFrom"]["secretKeyRef"]["name"] == f"{service}-database-owner"
        assert url["name"] == "CHECKONCE_DATABASE_URL"
        assert url["value"].startswith(
            f"postgresql://{service}_owner:$(OWNER_PASSWORD)@postgres-rw:5432/{service}?sslmode=verify"
        )
        assert first["securityContext"] == container(f"{service}-{role}")["securityContext"]
        assert {mount["name"] for mount in first["volumeMounts"]} == {"temporary", "database-ca"}
        assert first["image"] == container(f"{service}-{role}")["image"]
        assert "owner" not in str(container(f"{service}-{role}"))
    assert "initContainers" not in pod("portal")


def test_files_named_by_variables_are_mounted():
    for service, role in PROCESSES:
        name = f"{service}-{role}"
        folders = tuple(mount["mountPath"] for mount in container(name)["volumeMounts"])
        env = environment(name)
        files = [env.get("CHECKONCE_KAFKA_CA_FILE"), env.get("CHECKONCE_SIGNING_KEY"), env.get("CHECKONCE_RATING_SECRET")]
        files.append(env.get("CHECKONCE_CONFIDING_SECRET"))
        files.append(re.search(r"sslrootcert=(.+)", env["CHECKONCE_DATABASE_URL"])[1])
        for file in filter(None, files):
            assert file.rpartition("/")[0] in folders, file
        assert {mount["name"] for mount in container(name)["volumeMounts"]} == {
            volume["name"] for volume in pod(name)["volumes"]
        }
        assert ("CHECKONCE_SIGNING_KEY" in env) == signs(service, role), name
        files_of = {volume["name"]: volume for volume in pod(name)["volumes"]}
        secrets = {volume["secret"]["secretName"] for volume in files_of.values() if "secret" in volume}
        own = {f"{service}-signing-key"} if signs(service, role) else set()
        assert {each for each in secrets if "signing" in each} == own, name
        assert env["CHECKONCE_SERVICE_KEYS"].rpartition("/")[0] in folders
        assert files_of["service-keys"]["configMap"] == {"name": "service-keys"}
        assert all("subPath" not in mount for mount in container(name)["volumeMounts"])
        assert ("CHECKONCE_RATING_SECRET" in env) == (service == "disclosure"), name
        assert ("CHECKONCE_CONFIDING_SECRET" in env) == (role == "worker" and service in CONFIDANTS), name
        assert ("confiding-secret" in secrets) == ("CHECKONCE_CONFIDING_SECRET" in env), name
        assert (env.get("CHECKONCE_FILES_FOLDER") in folders) == (SERVICES[service].files is not None), name
        claims = {
            volume["persistentVolumeClaim"]["claimName"] for volume in files_of.values() if "persistentVolumeClaim" in volume
        }
        assert claims == ({f"{service}-files"} if SERVICES[service].files is not None else set()), name
        assert all(named("PersistentVolumeClaim")[claim]["spec"]["accessModes"] == ["ReadWriteMany"] for claim in claims)
        assert ("CHECKONCE_NEIGHBOURS" in env) == (role == "worker" and SERVICES[service].neighbours), name
        assert env["CHECKONCE_CALENDAR"] in (ROOT / "deploy/images/Dockerfile").read_text(encoding="utf-8")


def test_secrets_are_only_referred_to():
    assert not named("Secret")
    for name in named("Deployment"):
        for variable in container(name)["env"]:
            assert "PASSWORD" not in variable["name"] or set(variable["valueFrom"]) == {"secretKeyRef"}


def test_every_pod_is_confined_and_asked_for_its_health():
    paths = {route.path for route in ops.health.routes}
    for name in named("Deployment"):
        spec, only = pod(name), container(name)
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert only["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert only["livenessProbe"]["httpGet"]["path"] == "/health/live"
        assert only["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert {only[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} <= paths
        assert {only[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} == {"http"}
        assert "memory" in only["resources"]["limits"]


def test_services_budgets_and_autoscalers_reach_their_pods():
    labels = {name: d["spec"]["template"]["metadata"]["labels"] for name, d in named("Deployment").items()}
    for name, deployment in named("Deployment").items():
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels[name].items()
        assert labels[name]["app.kubernetes.io/part-of"] == "checkonce"
    assert set(named("Service")) == {*SERVICES, "portal"}
    for name, service in named("Service").items():
        reached = {d for d, given in labels.items() if service["spec"]["selector"].items() <= given.items()}
        assert reached == {"portal" if name == "portal" else f"{name}-api"}
    assert set(named("PodDisruptionBudget")) == set(labels)
    for name, budget in named("PodDisruptionBudget").items():
        assert [d for d, given in labels.items() if budget["spec"]["selector"]["matchLabels"].items() <= given.items()] == [
            name
        ]
    scaled = {h["spec"]["scaleTargetRef"]["name"] for h in named("HorizontalPodAutoscaler").values()}
    assert scaled == {"portal"} | {f"{service}-api" for service in SERVICES}


def test_workers_scale_on_the_lag_of_exactly_what_they_subscribe_to():
    reading = {name for name, service in SERVICES.items() if service.subscribes}
    assert set(named("ScaledObject")) == set(named("TriggerAuthentication")) == {f"{name}-worker" for name in reading}
    topics = {topic["spec"]["topicName"]: topic["spec"] for topic in named("KafkaTopic").values()}
    for name in reading:
        spec = named("ScaledObject")[f"{name}-worker"]["spec"]
        assert spec["scaleTargetRef"]["name"] == f"{name}-worker"
        assert Counter(trigger["metadata"]["topic"] for trigger in spec["triggers"]) == Counter(SERVICES[name].topics(PLACE))
        assert {trigger["metadata"]["consumerGroup"] for trigger in spec["triggers"]} == {f"{PLACE}.{name}"}
        assert {trigger["metadata"]["bootstrapServers"] for trigger in spec["triggers"]} == {"kafka-kafka-bootstrap:9093"}
        assert {trigger["authenticationRef"]["name"] for trigger in spec["triggers"]} == {f"{name}-worker"}
        # A worker is relay and clock too: it never goes to zero, and a partition has one reader.
        assert spec["minReplicaCount"] == 2
        assert spec["maxReplicaCount"] <= min(topics[topic]["partitions"] for topic in SERVICES[name].topics(PLACE))
        variables = {variable["name"] for variable in container(f"{name}-worker")["env"]}
        assert named("TriggerAuthentication")[f"{name}-worker"]["spec"]["env"][0]["name"] in variables
    for name in set(SERVICES) - reading:
        assert named("Deployment")[f"{name}-worker"]["spec"]["replicas"] == 2


def test_topics_are_those_of_the_code_and_take_its_largest_message():
    topics = {topic["spec"]["topicName"]: topic["spec"] for topic in named("KafkaTopic").values()}
    assert set(topics) == {shared_topic(PLACE)} | {events_topic(PLACE, service) for service in SERVICES}
    for spec in topics.values():
        assert spec["config"]["max.message.bytes"] > MESSAGE_MOST
        assert spec["config"]["retention.ms"] == -1
        assert spec["config"]["compression.type"] == "producer"
        assert (spec["replicas"], spec["config"]["min.insync.replicas"]) == (3, 2)


def test_what_is_acknowledged_outlives_any_one_broker():
    """Two of three have it, and nobody leads who lacks it. The rounds of faults are played with the same settings."""
    config = named("Kafka")["kafka"]["spec"]["kafka"]["config"]
    assert named("KafkaNodePool")["nodes"]["spec"]["replicas"] == config["default.replication.factor"] == 3
    assert config["min.insync.replicas"] == 2
    assert config["unclean.leader.election.enable"] is False


def test_users_may_do_exactly_what_the_services_do():
    allowed = set()
    for name in SERVICES:
        for acl in named("KafkaUser")[name]["spec"]["authorization"]["acls"]:
            assert "patternType" not in acl["resource"]
            allowed.add(Grant(name, acl["resource"]["type"], acl["resource"]["name"], frozenset(acl["operations"])))
    assert allowed == grants(PLACE)


def test_a_neighbour_may_read_the_shared_facts_and_nothing_else():
    users = set(named("KafkaUser")) - set(SERVICES)
    assert users == {f"neighbour-{NEIGHBOUR}"}
    acls = named("KafkaUser")[f"neighbour-{NEIGHBOUR}"]["spec"]["authorization"]["acls"]
    assert acls == [
        {"resource": {"type": "topic", "name": shared_topic(PLACE)}, "operations": ["Read", "Describe"]},
        {"resource": {"type": "group", "name": f"{NEIGHBOUR}.", "patternType": "prefix"}, "operations": ["Read"]},
    ]
    assert any(shares(service) for service in SERVICES)


def test_each_service_has_a_database_a_role_of_its_own_and_another_one_that_owns_it():
    databases = {d["spec"]["name"]: d["spec"] for d in named("Database").values()}
    roles = {role["name"]: role for role in named("Cluster")["postgres"]["spec"]["managed"]["roles"]}
    assert set(databases) == set(SERVICES)
    assert set(roles) == {role for name in SERVICES for role in (name, f"{name}_owner")}
    for name, spec in databases.items():
        assert spec == {"name": name, "owner": f"{name}_owner", "cluster": {"name": "postgres"}}
        assert roles[name]["passwordSecret"]["name"] == f"{name}-database"
        assert "inRoles" not in roles[name]
        assert roles[f"{name}_owner"]["passwordSecret"]["name"] == f"{name}-database-owner"
        assert roles[f"{name}_owner"]["inRoles"] == [name]
    assert not any(role.get("superuser") for role in roles.values())
    assert named("Cluster")["postgres"]["spec"]["imageName"].endswith(":18")


def test_the_kafka_version_is_the_one_that_is_tested():
    locked = re.search(r"kafka_2\.13:([\d.]+)", (ROOT / "apps/checkonce/stack/kafka.lock").read_text(encoding="utf-8"))[1]
    spec = named("Kafka")["kafka"]["spec"]["kafka"]
    assert spec["version"] == locked
    assert spec["authorization"] == {"type": "simple"}
    for listener in spec["listeners"]:
        assert listener["tls"] is True
        assert listener["authentication"] == {"type": "scram-sha-512"}


def test_the_network_is_closed_but_for_named_doors():
    policies = named("NetworkPolicy")
    assert policies["closed"]["spec"] == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "checkonce"}},
        "policyTypes": ["Ingress", "Egress"],
    }
    assert [p for p in policies.values() for rule in p["spec"].get("ingress", ()) if not rule.get("from")] == []
    portal = [
        p for p in policies.values() if p["spec"]["podSelector"].get("matchLabels") == {"app.kubernetes.io/component": "portal"}
    ]
    (door,) = portal
    assert door["spec"]["egress"] == [
        {"to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/component": "api"}}}], "ports": [{"port": "http"}]}
    ]


def test_alerts_use_metrics_that_exist_and_are_explained():
    samples = {"checkonce_http_seconds_count", "checkonce_http_seconds_bucket"}
    own = {family.name + ("_total" if family.type == "counter" else "") for family in Measures().registry.collect()}
    for family in metrics.registry.collect():
        samples.add(family.name + ("_total" if family.type == "counter" else ""))
    (group,) = named("PrometheusRule")["checkonce"]["spec"]["groups"]
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    for rule in group["rules"]:
        used = set(re.findall(r"checkonce_[a-z_]+", rule["expr"]))
        assert used, rule["alert"]
        assert used <= samples, used - samples
        assert f"### {rule['alert']}" in page
    assert set(re.findall(r"^### (Checkonce\w+)", page, re.MULTILINE)) == {rule["alert"] for rule in group["rules"]}
    assert set(re.findall(r"`(checkonce_[a-z_]+)`", page)) >= {
        family.name + ("_total" if family.type == "counter" else "") for family in metrics.registry.collect()
    } | {name for name in own if name.startswith("checkonce")}
    monitors = named("PodMonitor")
    assert monitors["checkonce"]["spec"]["podMetricsEndpoints"][0]["path"] in {route.path for route in ops.health.routes}
    # All that runs is read, at a port that it has.
    read = {
        name
        for monitor in monitors.values()
        for name, pods in named("Deployment").items()
        if _chosen(monitor["spec"]["selector"], pods["spec"]["template"]["metadata"]["labels"])
        and monitor["spec"]["podMetricsEndpoints"][0]["port"] in {port["name"] for port in container(name)["ports"]}
    }
    assert read == set(named("Deployment"))


def _chosen(selector, labels):
    listed = all(labels.get(each["key"]) in each["values"] for each in selector.get("matchExpressions", ()))
    return listed and selector.get("matchLabels", {}).items() <= labels.items()


def test_the_page_s_paths_and_commands_exist():
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    of_engine = {route.path for router in (ops.health, *OPERATION_ROUTERS) for route in router.routes}
    named = set(re.findall(r"`(?:GET|POST) (/[a-z0-9/._{}-]+)`", page))
    assert of_engine <= named, "not told"
    of_registry = {f"/v1{key.split()[1]}" for key in registry.access}
    assert named <= of_engine | of_registry | {route.path for r in ENGINE_ROUTERS for route in r.routes}, "not there"
    program = typer.main.get_command(command_line)
    for given in re.findall(r"checkonce ([a-z]+)(?: ([a-z]+))?", page):
        command = program.get_command(None, given[0])
        assert command is not None, given
        group = getattr(command, "commands", None)
        assert group is None or not given[1] or given[1] in group, given
