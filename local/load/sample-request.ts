/** A match request as the clients of V1 and V2 send it. */
export const SAMPLE_REQUEST = JSON.stringify({
  candidate: {
    id: 'candidate-1042',
    questionnaire_completeness: 0.8,
    skills: ['typescript', 'kubernetes', 'postgresql', 'redis', 'nginx', 'pulumi'],
    mobility: 'regional',
    experience_years: 4,
  },
  limit: 3,
});
