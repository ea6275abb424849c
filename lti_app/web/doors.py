"""Every blueprint of the service in one list, and what all its templates know."""

from __future__ import annotations

from flask import Flask

from lti_app.activity.pages import pages as activity_pages
from lti_app.administration.invitation_pages import pages as invitation_pages
from lti_app.administration.pages import pages as administration_pages
from lti_app.certificate.listing_pages import pages as certificates_pages
from lti_app.certificate.pages import pages as certificate_pages
from lti_app.certificate.public_pages import pages as public_certificate_pages
from lti_app.cohort.calendar_pages import pages as calendar_pages
from lti_app.cohort.pages import pages as cohort_pages
from lti_app.cpd.pages import pages as cpd_pages
from lti_app.dashboard.chart_pages import pages as chart_pages
from lti_app.dashboard.comparing_pages import pages as comparing_pages
from lti_app.dashboard.desk_pages import pages as desk_pages
from lti_app.dashboard.export_pages import pages as export_pages
from lti_app.dashboard.message_pages import pages as message_pages
from lti_app.dashboard.pages import pages as dashboard_pages
from lti_app.dashboard.person_pages import pages as person_pages
from lti_app.dashboard.preview_pages import pages as preview_pages
from lti_app.gate.pages import pages as waiver_pages
from lti_app.launch.login_pages import pages as login_pages
from lti_app.launch.pages import pages as launch_pages
from lti_app.launch.ticket_pages import pages as ticket_pages
from lti_app.notices.desk_pages import pages as weekly_desk_pages
from lti_app.notices.pages import pages as weekly_pages
from lti_app.organisation.pages import pages as organisation_pages
from lti_app.organisation.place_pages import pages as place_pages
from lti_app.organisation.registering_pages import pages as registering_pages
from lti_app.placement.choosing_pages import pages as choosing_pages
from lti_app.placement.notice_pages import pages as notice_pages
from lti_app.placement.pages import pages as placement_pages
from lti_app.portfolio.document_pages import pages as document_pages
from lti_app.portfolio.pages import pages as portfolio_pages
from lti_app.privacy.trail_pages import pages as audit_trail_pages
from lti_app.review.feedback_pages import pages as feedback_pages
from lti_app.review.pages import pages as review_pages
from lti_app.review.queue_pages import pages as review_queue_pages
from lti_app.sign_off.administering_pages import pages as line_manager_administration_pages
from lti_app.sign_off.desk_pages import pages as sign_off_desk_pages
from lti_app.sign_off.document_pages import pages as sign_off_document_pages
from lti_app.sign_off.domain_pages import pages as domain_pages
from lti_app.sign_off.link_pages import pages as sign_off_link_pages
from lti_app.sign_off.listing_pages import pages as sign_off_listing_pages
from lti_app.sign_off.naming_pages import pages as naming_pages
from lti_app.web.current import get_programme
from lti_app.web.health import pages as health_pages
from lti_app.web.pages import pages as plain_pages
from lti_app.workshop.pages import pages as workshop_pages
from lti_app.workshop.run_sheet_pages import pages as run_sheet_pages

SERVICE_NAME = "Achieving Permanence"
EVERY_BLUEPRINT = (
    activity_pages,
    administration_pages,
    calendar_pages,
    certificate_pages,
    certificates_pages,
    public_certificate_pages,
    choosing_pages,
    cohort_pages,
    comparing_pages,
    cpd_pages,
    chart_pages,
    dashboard_pages,
    export_pages,
    message_pages,
    person_pages,
    preview_pages,
    desk_pages,
    document_pages,
    feedback_pages,
    health_pages,
    launch_pages,
    notice_pages,
    login_pages,
    ticket_pages,
    organisation_pages,
    place_pages,
    placement_pages,
    plain_pages,
    portfolio_pages,
    invitation_pages,
    registering_pages,
    review_pages,
    review_queue_pages,
    run_sheet_pages,
    domain_pages,
    naming_pages,
    audit_trail_pages,
    line_manager_administration_pages,
    sign_off_desk_pages,
    sign_off_document_pages,
    sign_off_link_pages,
    sign_off_listing_pages,
    waiver_pages,
    weekly_desk_pages,
    weekly_pages,
    workshop_pages,
)


def add_pages(app: Flask) -> None:
    """Register every blueprint, and tell all templates the service's name."""
    for pages in EVERY_BLUEPRINT:
        app.register_blueprint(pages)
    app.jinja_env.globals["service_name"] = SERVICE_NAME
    app.jinja_env.globals["programme_now"] = get_programme
